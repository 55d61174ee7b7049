//! The playground: a page on the gRPC port, `GET /` in a browser, which calls by gRPC-Web from the origin of the port.

use std::convert::Infallible;
use std::io::Write;
use std::sync::LazyLock;
use std::task::{Context, Poll};

use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::future::{Either, Ready, ready};
use http::header::{ACCEPT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, Request, Response};
use tonic::body::Body;
use tower::{Layer, Service};

use crate::page;

/// The page may run its own script, load its own style sheet and call its own server. Trusted Types keep the script from
/// turning text into HTML.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

const PAGE_HEADERS: [(&str, &str); 6] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cache-control", "no-cache"),
];

/// One file of the page.
struct File {
    path: &'static str,
    content_type: &'static str,
    plain: &'static str,
    gzip: LazyLock<Vec<u8>>,
}

static FILES: [File; 3] = [
    File {
        path: "/",
        content_type: "text/html; charset=utf-8",
        plain: page::PAGE,
        gzip: LazyLock::new(|| compress(page::PAGE)),
    },
    File {
        path: "/app.js",
        content_type: "text/javascript; charset=utf-8",
        plain: page::PAGE_SCRIPT,
        gzip: LazyLock::new(|| compress(page::PAGE_SCRIPT)),
    },
    File {
        path: "/app.css",
        content_type: "text/css; charset=utf-8",
        plain: page::PAGE_STYLE,
        gzip: LazyLock::new(|| compress(page::PAGE_STYLE)),
    },
];

/// Serves the page, if offered, and passes other requests on.
#[derive(Clone, Debug)]
pub(super) struct PlaygroundLayer {
    offered: bool,
}

impl PlaygroundLayer {
    pub(super) fn new(offered: bool) -> Self {
        Self { offered }
    }
}

impl<S> Layer<S> for PlaygroundLayer {
    type Service = Playground<S>;

    fn layer(&self, inner: S) -> Playground<S> {
        Playground { inner, offered: self.offered }
    }
}

/// The service of [`PlaygroundLayer`].
#[derive(Clone, Debug)]
pub(super) struct Playground<S> {
    inner: S,
    offered: bool,
}

impl<S> Service<Request<Body>> for Playground<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Either<Ready<Result<Response<Body>, Infallible>>, S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        match file(&request).filter(|_| self.offered) {
            Some(file) => Either::Left(ready(Ok(answer(file, &request)))),
            None => Either::Right(self.inner.call(request)),
        }
    }
}

fn file<B>(request: &Request<B>) -> Option<&'static File> {
    let asks = matches!(*request.method(), Method::GET | Method::HEAD);
    FILES.iter().find(|file| asks && file.path == request.uri().path())
}

fn answer(file: &'static File, request: &Request<Body>) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.content_type));
    for (name, value) in PAGE_HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert("vary", HeaderValue::from_static("accept-encoding"));
    let gzip = takes_gzip(request.headers());
    if gzip {
        headers.insert("content-encoding", HeaderValue::from_static("gzip"));
    }
    if request.method() == Method::GET {
        let bytes: &'static [u8] = if gzip { &file.gzip } else { file.plain.as_bytes() };
        *response.body_mut() = Body::new(http_body_util::Full::new(bytes.into()));
    }
    response
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|coding| coding.trim() == "gzip")
}

fn compress(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish()).expect("memory takes all of it")
}
