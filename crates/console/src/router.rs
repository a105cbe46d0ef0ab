//! The addresses of the console, and the pages at them.

use control_api::ControlClient;
use http::{Method, Response, StatusCode};
use maud::Markup;

use crate::answer::{self, Answer};
use crate::make_call::make_call;
use crate::page_request::PageRequest;
use crate::pages::{
    account, evidence, faults, inbox, job, jobs, latest, money, problem, requests, start, time, webhooks,
    worlds,
};
use crate::visit::{Console, Visit};

impl<C: ControlClient> Console<C> {
    /// Answers a request for a page, for a file beside the pages, or for a call that a form makes. The path begins below the
    /// console, without a slash. Forms are bodies of the type `application/x-www-form-urlencoded`.
    pub async fn answer(
        &self,
        method: &Method,
        path: &str,
        query: &str,
        form: &[u8],
    ) -> Response<std::borrow::Cow<'static, str>> {
        let request = PageRequest::new(path, query, form);
        let visit = Visit { console: self, request: &request };
        let segments: Vec<_> = request.segments.iter().map(String::as_str).collect();
        match (method, &segments[..]) {
            (&Method::GET | &Method::HEAD, segments) => visit.shown(segments).await,
            (&Method::POST, ["call", name]) => make_call(&visit, name).await,
            _ => visit.refused(StatusCode::METHOD_NOT_ALLOWED, "This address takes another method."),
        }
    }
}

impl<C: ControlClient> Visit<'_, C> {
    async fn shown(&self, segments: &[&str]) -> Answer {
        let page: Result<Markup, control_api::Refusal> = match segments {
            [""] => start::page(self).await,
            ["requests"] => requests::page(self).await,
            ["jobs"] => jobs::page(self).await,
            ["jobs", provider, job_id] => job::page(self, provider, job_id).await,
            ["money"] => money::page(self).await,
            ["money", provider, account] => account::page(self, provider, account).await,
            ["webhooks"] => webhooks::page(self).await,
            ["inbox", name] => inbox::page(self, name).await,
            ["inbox"] => return answer::see(&self.link(&inbox::address(self.request))),
            ["faults"] => faults::page(self).await,
            ["time"] => time::page(self).await,
            ["worlds"] => worlds::page(self).await,
            ["evidence"] => evidence::page(self).await,
            ["latest", what] => match latest::address(self, what).await {
                Ok(Some(address)) => return answer::see(&self.link(&address)),
                Ok(None) => return self.refused(StatusCode::NOT_FOUND, "There is none yet."),
                Err(refusal) => Err(refusal),
            },
            [name] if let Some(asset) = answer::asset(name) => return asset,
            _ => return self.refused(StatusCode::NOT_FOUND, "The console has no such page."),
        };
        match page {
            Ok(page) => answer::page(StatusCode::OK, page),
            Err(refusal) => {
                let status = if refusal.error == "not_found" {
                    StatusCode::NOT_FOUND
                } else {
                    StatusCode::BAD_REQUEST
                };
                answer::page(status, problem::page(self, &refusal, None))
            }
        }
    }

    fn refused(&self, status: StatusCode, message: &str) -> Answer {
        let refusal = control_api::Refusal { error: "refused".to_owned(), message: message.to_owned() };
        answer::page(status, problem::page(self, &refusal, None))
    }
}
