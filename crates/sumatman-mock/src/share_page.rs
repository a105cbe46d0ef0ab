//! The share page of a task: a small page that plays the film.

use mock_http::files::under_policy;
use mock_http::request::RequestContext;
use mock_http::results::{Body, HeaderMap, Method, Response};
use mock_media::{Rendering, respond};

use crate::finished::Finished;
use crate::storyteller::Publication;

/// Answers with the page, under a policy that lets it play the film and nothing else.
pub fn show(context: &RequestContext, task: &Finished, method: &Method, headers: &HeaderMap) -> Response {
    let urls = task.paths().map(|path| context.url(&path));
    let page = Rendering::of(page(&task.publication(), &urls).into(), "text/html; charset=utf-8");
    let response = respond(&page, method, headers).map(Body::from);
    under_policy(response, &policy(&context.url("/media/")))
}

/// Returns the content security policy of a page: it allows films and pictures under `files`, and no scripts.
fn policy(files: &str) -> String {
    // These characters would end a source in the policy. A URL may write them in this form, too.
    let files = files.replace(';', "%3B").replace(',', "%2C");
    format!(
        "default-src 'none'; img-src {files}; media-src {files}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    )
}

fn page(published: &Publication, urls: &[String; 3]) -> String {
    let [film, thumbnail, _] = urls.each_ref().map(|url| escape(url));
    let Publication { language, title, description, hashtags, .. } = published;
    let (title, description, hashtags) = (escape(title), escape(description), escape(hashtags));
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>body{{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}}\
         video{{width:100%;max-height:80vh;background:#000}}</style>\n\
         <h1>{title}</h1>\n<video controls preload=\"metadata\" poster=\"{thumbnail}\" src=\"{film}\"></video>\n\
         <p>{description}</p>\n<p>{hashtags}</p>\n</html>\n"
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
