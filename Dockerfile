# The static binary and nothing else. `release/build` makes it first: no compiler runs in here.
FROM scratch
ARG BINARY=target/release-files/backlot
COPY ${BINARY} /backlot
COPY LICENSE-APACHE LICENSE-MIT NOTICES.md target/release-files/LICENSES.txt /licenses/
USER 65534:65534
ENV BACKLOT_HOST=0.0.0.0
EXPOSE 4080
HEALTHCHECK --interval=5s --timeout=3s --start-period=2s CMD ["/backlot", "health"]
ENTRYPOINT ["/backlot"]
