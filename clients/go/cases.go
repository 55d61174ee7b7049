// Proves that the offsets cut the strings of Go, for every text of clients/cases.json, and makes calls of each shape.
//
//	cases localhost:50051 clients/cases.json
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	ascribev1 "ascribe/v1"

	"github.com/golang/protobuf/jsonpb"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/status"
)

// Calls have no side effects, so they may be tried again; a server that is full says when.
const serviceConfig = `{"methodConfig": [{
	"name": [{"service": "ascribe.v1.DocumentAnalysisService"}],
	"retryPolicy": {"maxAttempts": 5, "initialBackoff": "0.1s", "maxBackoff": "5s", "backoffMultiplier": 2,
	                "retryableStatusCodes": ["UNAVAILABLE", "RESOURCE_EXHAUSTED"]}}]}`

type testCase struct{ Name, Text, Speaker, Content string }

func main() {
	connection, err := grpc.Dial(os.Args[1], grpc.WithInsecure(), grpc.WithDefaultServiceConfig(serviceConfig),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(256<<20)))
	must(err)
	defer connection.Close()
	service := ascribev1.NewDocumentAnalysisServiceClient(connection)
	data, err := os.ReadFile(os.Args[2])
	must(err)
	var cases []testCase
	must(json.Unmarshal(data, &cases))
	for _, it := range cases {
		check(service, it)
	}
	expect("a stream answers each", stream(service, cases[0].Text, 20) == 20)
	ctx, cancel := soon()
	defer cancel()
	_, err = service.AnalyzeDocument(ctx, request(" "))
	expect("an error has its reason", reason(err) == "EMPTY_DOCUMENT")
}

// soon is the context of a call, which has ten seconds.
func soon() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), 10*time.Second)
}

func document(text string) *ascribev1.Document {
	return &ascribev1.Document{Content: &ascribev1.Document_Text{Text: text}}
}

func request(text string) *ascribev1.AnalyzeDocumentRequest {
	// Strings of Go are bytes of UTF-8, which is the default unit.
	return &ascribev1.AnalyzeDocumentRequest{
		Document: document(text), Options: &ascribev1.AnalysisOptions{IncludeText: true}}
}

func check(service ascribev1.DocumentAnalysisServiceClient, it testCase) {
	ctx, cancel := soon()
	defer cancel()
	response, err := service.AnalyzeDocument(ctx, request(it.Text))
	must(err)
	text, err := (&jsonpb.Marshaler{}).MarshalToString(response)
	must(err)
	var value interface{}
	must(json.Unmarshal([]byte(text), &value))
	spans, right := 0, true
	eachSpan(value, func(begin, end int, told string) {
		spans++
		right = right && it.Text[begin:end] == told
	})
	said := false
	for _, quotation := range response.GetQuotations() {
		var parts []string
		for _, span := range quotation.GetSegments() {
			parts = append(parts, it.Text[span.GetBegin():span.GetEnd()])
		}
		said = said || quotation.GetSpeaker().GetName() == it.Speaker && strings.Join(parts, " … ") == it.Content
	}
	expect(fmt.Sprintf("%s: %d spans", it.Name, spans), spans > 0 && right && said)
}

// eachSpan tells of every span in a response as JSON, where what is 0 is left out.
func eachSpan(value interface{}, tell func(begin, end int, text string)) {
	switch value := value.(type) {
	case []interface{}:
		for _, inner := range value {
			eachSpan(inner, tell)
		}
	case map[string]interface{}:
		if end, is := value["end"].(float64); is {
			begin, _ := value["begin"].(float64)
			text, _ := value["text"].(string)
			tell(int(begin), int(end), text)
			return
		}
		for _, inner := range value {
			eachSpan(inner, tell)
		}
	}
}

// stream sends a document so many times, and gives the number of answers.
func stream(service ascribev1.DocumentAnalysisServiceClient, text string, count int) int {
	ctx, cancel := soon()
	defer cancel()
	call, err := service.StreamAnalyzeDocuments(ctx)
	must(err)
	go func() {
		for id := 0; id < count; id++ {
			// An error comes with the answers.
			_ = call.Send(&ascribev1.StreamAnalyzeDocumentsRequest{RequestId: fmt.Sprint(id), Document: document(text)})
		}
		_ = call.CloseSend()
	}()
	for answers := 0; ; answers++ {
		if _, err := call.Recv(); err == io.EOF {
			return answers
		} else {
			must(err)
		}
	}
}

// reason is what an error says for programs ("EMPTY_DOCUMENT").
func reason(err error) string {
	for _, detail := range status.Convert(err).Details() {
		if info, is := detail.(*errdetails.ErrorInfo); is {
			return info.GetReason()
		}
	}
	return ""
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func expect(what string, is bool) {
	if !is {
		fmt.Println("  FAIL  Go,", what)
		os.Exit(1)
	}
	fmt.Println("  ok    Go,", what)
}
