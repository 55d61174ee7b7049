use std::sync::Arc;
use std::time::Instant;

use futures_util::stream::BoxStream;
use futures_util::{StreamExt, stream};
use opentelemetry_sdk::trace::SdkTracer;
use tonic::{Request, Response, Status, Streaming};

use super::call::CallContext;
use super::stream::ResponseStream;
use super::work::{Analyze, Priority, Worker};
use crate::rpc::admission::{ByteBudget, Drain};
use crate::rpc::contract::v1::document_analysis_service_server::DocumentAnalysisService;
use crate::rpc::contract::{self, Failure, Limits, Models, v1};
use ascribe_core::gazetteer::Gazetteer;

/// Implements the rpcs of the contract.
///
/// Between calls it holds its limits and the admission queue, and nothing of a document.
#[derive(Clone)]
pub struct DocumentAnalysis {
    worker: Arc<Worker>,
    info: Arc<v1::GetServerInfoResponse>,
    drain: Drain,
    tracer: Option<SdkTracer>,
}

impl DocumentAnalysis {
    /// A service with this analysis and these limits, and the fast engine.
    #[must_use]
    pub fn new(analyze: Arc<Analyze>, limits: Limits) -> Self {
        Self::with_models(analyze, limits, Models::default())
    }

    /// The same with these engines.
    #[must_use]
    pub fn with_models(analyze: Arc<Analyze>, limits: Limits, models: Models) -> Self {
        let info = Arc::new(contract::describe(&limits, &models));
        let worker = Arc::new(Worker::new(analyze, limits, models));
        Self { worker, info, drain: Drain::default(), tracer: None }
    }

    /// Reports this gazetteer in `GetServerInfo`.
    #[must_use]
    pub fn linking_by(self, gazetteer: &Gazetteer) -> Self {
        let gazetteer = contract::describe_gazetteer(gazetteer);
        let info = v1::GetServerInfoResponse { gazetteer, ..(*self.info).clone() };
        Self { info: Arc::new(info), ..self }
    }

    /// Traces each call by this tracer.
    #[must_use]
    pub fn traced_by(self, tracer: Option<SdkTracer>) -> Self {
        Self { tracer, ..self }
    }

    /// The tracer of its calls, if they are traced.
    #[must_use]
    pub fn tracer(&self) -> Option<SdkTracer> {
        self.tracer.clone()
    }

    /// The limits in force.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.worker.limits
    }

    /// The drain that its calls follow.
    #[must_use]
    pub fn drain(&self) -> Drain {
        self.drain.clone()
    }

    /// The budget of responses that clients have not read yet.
    pub(in crate::rpc) fn response_budget(&self) -> Arc<ByteBudget> {
        Arc::clone(&self.worker.responses)
    }

    /// The budget of requests that are not complete yet.
    pub(in crate::rpc) fn request_budget(&self) -> Arc<ByteBudget> {
        Arc::clone(&self.worker.requests)
    }

    /// Whether a call that has to queue would be rejected now; if so, it is counted as shed.
    pub(in crate::rpc) fn sheds(&self) -> bool {
        self.worker.pool.sheds()
    }

    async fn batch_item(&self, request: v1::AnalyzeDocumentRequest, call: &CallContext) -> v1::BatchResult {
        use v1::batch_result::Result as Either;
        let v1::AnalyzeDocumentRequest { document, options } = request;
        let result = match self.worker.job(document, options, &call.stats) {
            Ok(job) => self.worker.run(job, Priority::Bulk, call.deadline.call, &call.stats).await,
            Err(failure) => Err(failure),
        };
        let result = result.map_or_else(|failure| Either::Status(contract::item(failure)), Either::Response);
        v1::BatchResult { result: Some(result) }
    }
}

#[tonic::async_trait]
impl DocumentAnalysisService for DocumentAnalysis {
    async fn analyze_document(
        &self,
        request: Request<v1::AnalyzeDocumentRequest>,
    ) -> Result<Response<v1::AnalyzeDocumentResponse>, Status> {
        let call = CallContext::of(&request, self.limits());
        let v1::AnalyzeDocumentRequest { document, options } = request.into_inner();
        let job = self.worker.job(document, options, &call.stats)?;
        let response = self.worker.run(job, Priority::Interactive, call.deadline.call, &call.stats).await?;
        Ok(Response::new(response))
    }

    async fn batch_analyze_documents(
        &self,
        request: Request<v1::BatchAnalyzeDocumentsRequest>,
    ) -> Result<Response<v1::BatchAnalyzeDocumentsResponse>, Status> {
        let call = CallContext::of(&request, self.limits());
        let v1::BatchAnalyzeDocumentsRequest { requests } = request.into_inner();
        let max = self.limits().max_batch_size;
        if requests.len() > max as usize {
            return Err(Failure::batch_too_large(requests.len(), max).into());
        }
        let _permit = self.worker.pool.admit_batch()?;
        let concurrent = self.limits().max_concurrent_analyses as usize;
        let items = stream::iter(requests).map(|request| self.batch_item(request, &call));
        let results = items.buffered(concurrent).collect().await;
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
        let call = CallContext::of(&request, self.limits());
        let responses =
            ResponseStream::new(request.into_inner(), Arc::clone(&self.worker), call, &self.drain);
        Ok(Response::new(responses.boxed()))
    }

    async fn detect_language(
        &self,
        request: Request<v1::DetectLanguageRequest>,
    ) -> Result<Response<v1::DetectLanguageResponse>, Status> {
        let call = CallContext::of(&request, self.limits());
        let v1::DetectLanguageRequest { document } = request.into_inner();
        let options =
            v1::AnalysisOptions { features: vec![v1::Feature::Language.into()], ..Default::default() };
        let job = self.worker.job(document, Some(options), &call.stats)?;
        let response = self.worker.run(job, Priority::Interactive, call.deadline.call, &call.stats).await?;
        Ok(Response::new(v1::DetectLanguageResponse { language: response.language }))
    }

    async fn get_server_info(
        &self,
        _: Request<v1::GetServerInfoRequest>,
    ) -> Result<Response<v1::GetServerInfoResponse>, Status> {
        Ok(Response::new(v1::GetServerInfoResponse::clone(&self.info)))
    }
}
