//! The admin port, plain HTTP for operators: `/livez`, `/readyz`, `/metrics`.
//!
//! A port of its own, since the gRPC port answers 400 to plain HTTP, and since it outlives the drain: a draining server is
//! still alive.

use std::io;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;

use crate::rpc::Drain;

/// How often histogram samples are aggregated; each takes memory until then.
const UPKEEP: Duration = Duration::from_secs(5);

/// Serves until the future is dropped.
///
/// # Errors
/// The listener fails.
pub async fn run(listener: TcpListener, drain: Drain, metrics: PrometheusHandle) -> io::Result<()> {
    let kept = metrics.clone();
    let upkeep = async move {
        loop {
            tokio::time::sleep(UPKEEP).await;
            kept.run_upkeep();
        }
    };
    tokio::select! {
        result = axum::serve(listener, routes(drain, metrics)).into_future() => result,
        () = upkeep => Ok(()),
    }
}

fn routes(drain: Drain, metrics: PrometheusHandle) -> Router {
    // A full queue is not unready: it calls for more replicas, not for one less.
    let ready = move || {
        let leaving = drain.is_leaving();
        async move {
            if leaving { (StatusCode::SERVICE_UNAVAILABLE, "leaving\n") } else { (StatusCode::OK, "ready\n") }
        }
    };
    let metrics = move || {
        let text = metrics.render();
        async move { ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text) }
    };
    Router::new()
        .route("/livez", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
}
