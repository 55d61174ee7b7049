// Package ascribe connects to the service that reads news text and answers who said what.
//
//	connection, err := ascribe.Connect("localhost:50051")
//	service := ascribev1.NewDocumentAnalysisServiceClient(connection)
//
// Offsets count bytes unless another unit is asked for, so they cut the strings of Go: text[span.Begin:span.End].
package ascribe

import (
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/status"
)

//go:generate ./generate . $GOOGLEAPIS

// Calls have no side effects, so they may be tried again; a server that is full says when. What a stream has sent would
// have to be kept to send it again. grpc-go before 1.40 retries only where GRPC_GO_RETRY=on is set.
const serviceConfig = `{"methodConfig": [
	{"name": [{"service": "ascribe.v1.DocumentAnalysisService"}],
	 "retryPolicy": {"maxAttempts": 5, "initialBackoff": "0.1s", "maxBackoff": "5s", "backoffMultiplier": 2,
	                 "retryableStatusCodes": ["UNAVAILABLE", "RESOURCE_EXHAUSTED"]}},
	{"name": [{"service": "ascribe.v1.DocumentAnalysisService", "method": "StreamAnalyzeDocuments"}]}]}`

// Connect makes a connection in plaintext, on which calls are retried; options of the caller win. Close it after use.
func Connect(target string, options ...grpc.DialOption) (*grpc.ClientConn, error) {
	ours := []grpc.DialOption{
		grpc.WithInsecure(),
		grpc.WithDefaultServiceConfig(serviceConfig),
		// An analysis is several times as large as its text; the limits of the server bound it.
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(256 << 20)),
	}
	return grpc.Dial(target, append(ours, options...)...)
}

// Failure is what an error of a call says for programs.
type Failure struct {
	// Reason is what is wrong: "EMPTY_DOCUMENT", "QUEUE_FULL" and so on; empty where the error says nothing.
	Reason string
	// Fields are those of the request that are to blame.
	Fields []string
	// RetryAfter is when the service expects to have room again; 0 where it does not say.
	RetryAfter time.Duration
}

// Explain reads the details of an error of a call, or of the status of one document: status.ErrorProto(it).
func Explain(err error) Failure {
	var found Failure
	for _, detail := range status.Convert(err).Details() {
		switch detail := detail.(type) {
		case *errdetails.ErrorInfo:
			found.Reason = detail.GetReason()
		case *errdetails.BadRequest:
			for _, violation := range detail.GetFieldViolations() {
				found.Fields = append(found.Fields, violation.GetField())
			}
		case *errdetails.RetryInfo:
			found.RetryAfter = detail.GetRetryDelay().AsDuration()
		}
	}
	return found
}
