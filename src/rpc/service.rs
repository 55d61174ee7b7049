use std::sync::Arc;
use std::time::Instant;

use futures_util::stream::BoxStream;
use futures_util::{StreamExt, stream};
use opentelemetry_sdk::trace::SdkTracer;
use tonic::{Request, Response, Status, Streaming};

use super::call::Call;
use super::deadline::Deadline;
use super::info;
use super::shelf::Shelf;
use super::status::{self, Failure};
use super::stream::Answers;
use super::work::{Urgency, Worker};
use crate::rpc::v1::document_analysis_service_server::DocumentAnalysisService;
use crate::rpc::{Analyze, Drain, Limits, v1};
use ascribe_core::gazetteer::Gazetteer;

/// Answers the calls of the contract.
///
/// It keeps nothing between calls but its limits and the line of those who wait.
#[derive(Clone)]
pub struct DocumentAnalysis {
    worker: Arc<Worker>,
    info: Arc<v1::GetServerInfoResponse>,
    drain: Drain,
    tracer: Option<SdkTracer>,
}

impl DocumentAnalysis {
    /// A service that analyses by this function under these limits.
    #[must_use]
    pub fn new(analyze: Arc<Analyze>, limits: Limits) -> Self {
        let info = Arc::new(info::describe(&limits));
        Self { worker: Arc::new(Worker::new(analyze, limits)), info, drain: Drain::default(), tracer: None }
    }

    /// The same, which says that it links by this gazetteer.
    #[must_use]
    pub fn linking_by(self, gazetteer: &Gazetteer) -> Self {
        let gazetteer = info::describe_gazetteer(gazetteer);
        let info = v1::GetServerInfoResponse { gazetteer, ..(*self.info).clone() };
        Self { info: Arc::new(info), ..self }
    }

    /// The same with a span for each call, made by this tracer.
    #[must_use]
    pub fn traced_by(self, tracer: Option<SdkTracer>) -> Self {
        Self { tracer, ..self }
    }

    /// What makes the spans of its calls, where they have any.
    #[must_use]
    pub fn tracer(&self) -> Option<SdkTracer> {
        self.tracer.clone()
    }

    /// The limits in force.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.worker.limits
    }

    /// By what its calls are told that the server is going away.
    #[must_use]
    pub fn drain(&self) -> Drain {
        self.drain.clone()
    }

    /// Where answers stand that are not taken yet.
    pub(super) fn shelf(&self) -> Arc<Shelf> {
        Arc::clone(&self.worker.shelf)
    }

    /// Where requests stand that have not arrived whole.
    pub(super) fn arriving(&self) -> Arc<Shelf> {
        Arc::clone(&self.worker.arriving)
    }

    /// Whether a call that has to wait for its turn would be refused now; then it is counted as such.
    pub(super) fn turns_away(&self) -> bool {
        self.worker.pool.turns_away()
    }

    /// What the layer said about a call; without the layer, a call has the server's deadline.
    fn call<T>(&self, request: &Request<T>) -> Call {
        request.extensions().get().cloned().unwrap_or_else(|| Call {
            deadline: Deadline::new(&http::HeaderMap::new(), Instant::now(), self.limits().max_deadline),
            tally: Arc::default(),
        })
    }

    async fn batch_item(&self, request: v1::AnalyzeDocumentRequest, call: &Call) -> v1::BatchResult {
        use v1::batch_result::Result as Either;
        let v1::AnalyzeDocumentRequest { document, options } = request;
        let result = match self.worker.job(document, options, &call.tally) {
            Ok(job) => self.worker.run(job, Urgency::Bulk, call.deadline.call, &call.tally).await,
            Err(failure) => Err(failure),
        };
        let result = result.map_or_else(|failure| Either::Status(status::item(failure)), Either::Response);
        v1::BatchResult { result: Some(result) }
    }
}

#[tonic::async_trait]
impl DocumentAnalysisService for DocumentAnalysis {
    async fn analyze_document(
        &self,
        request: Request<v1::AnalyzeDocumentRequest>,
    ) -> Result<Response<v1::AnalyzeDocumentResponse>, Status> {
        let call = self.call(&request);
        let v1::AnalyzeDocumentRequest { document, options } = request.into_inner();
        let job = self.worker.job(document, options, &call.tally)?;
        let response = self.worker.run(job, Urgency::Interactive, call.deadline.call, &call.tally).await?;
        Ok(Response::new(response))
    }

    async fn batch_analyze_documents(
        &self,
        request: Request<v1::BatchAnalyzeDocumentsRequest>,
    ) -> Result<Response<v1::BatchAnalyzeDocumentsResponse>, Status> {
        let call = self.call(&request);
        let v1::BatchAnalyzeDocumentsRequest { requests } = request.into_inner();
        let most = self.limits().max_batch_size;
        if requests.len() > most as usize {
            return Err(batch_too_large(requests.len(), most).into());
        }
        let _admission = self.worker.pool.admit_batch()?;
        let at_once = self.limits().max_concurrent_analyses as usize;
        let items = stream::iter(requests).map(|request| self.batch_item(request, &call));
        let results = items.buffered(at_once).collect().await;
        if call.deadline.call <= Instant::now() {
            return Err(Failure::DeadlineExceeded.into());
        }
        Ok(Response::new(v1::BatchAnalyzeDocumentsResponse { results }))
    }

    type StreamAnalyzeDocumentsStream =
        BoxStream<'static, Result<v1::StreamAnalyzeDocumentsResponse, Status>>;

    async fn stream_analyze_documents(
        &self,
        request: Request<Streaming<v1::StreamAnalyzeDocumentsRequest>>,
    ) -> Result<Response<Self::StreamAnalyzeDocumentsStream>, Status> {
        let call = self.call(&request);
        let answers = Answers::new(request.into_inner(), Arc::clone(&self.worker), call, &self.drain);
        Ok(Response::new(answers.boxed()))
    }

    async fn detect_language(
        &self,
        request: Request<v1::DetectLanguageRequest>,
    ) -> Result<Response<v1::DetectLanguageResponse>, Status> {
        let call = self.call(&request);
        let v1::DetectLanguageRequest { document } = request.into_inner();
        let options =
            v1::AnalysisOptions { features: vec![v1::Feature::Language.into()], ..Default::default() };
        let job = self.worker.job(document, Some(options), &call.tally)?;
        let response = self.worker.run(job, Urgency::Interactive, call.deadline.call, &call.tally).await?;
        Ok(Response::new(v1::DetectLanguageResponse { language: response.language }))
    }

    async fn get_server_info(
        &self,
        _: Request<v1::GetServerInfoRequest>,
    ) -> Result<Response<v1::GetServerInfoResponse>, Status> {
        Ok(Response::new(v1::GetServerInfoResponse::clone(&self.info)))
    }
}

pub(super) fn batch_too_large(size: usize, most: u32) -> Failure {
    Failure::TooLarge {
        field: "requests".into(),
        reason: "BATCH_TOO_LARGE",
        limit: "max_batch_size",
        allowed: most.into(),
        size: size as u64,
    }
}
