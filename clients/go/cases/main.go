// Proves that the offsets cut the strings of Go, for every text of clients/cases.json, and makes calls of each shape. The
// second server has room for one call at a time.
//
//	cases localhost:50051 localhost:50052 clients/cases.json
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"ascribe"
	ascribev1 "ascribe/v1"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
)

type testCase struct{ Name, Text, Speaker, Content string }

func main() {
	service, full := connect(os.Args[1]), connect(os.Args[2])
	data, err := os.ReadFile(os.Args[3])
	must(err)
	var cases []testCase
	must(json.Unmarshal(data, &cases))
	for _, it := range cases {
		check(service, it)
	}
	text := cases[0].Text
	expect("what is absent is not what is 0", presence(service))
	expect("a batch answers each", batch(service, text))
	expect("a stream answers each", stream(service, text, 20) == 20)
	ctx, cancel := soon()
	defer cancel()
	_, err = service.AnalyzeDocument(ctx, request(" "))
	failure := ascribe.Explain(err)
	expect("an error has its reason and its field",
		failure.Reason == "EMPTY_DOCUMENT" && strings.Join(failure.Fields, " ") == "document.text")
	expect("a deadline ends a call", deadline(service, text))
	expect("a full server is asked again", together(full, text, 3) == 3)
}

func connect(target string) ascribev1.DocumentAnalysisServiceClient {
	connection, err := ascribe.Connect(target)
	must(err)
	return ascribev1.NewDocumentAnalysisServiceClient(connection)
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
	text, err := protojson.Marshal(response)
	must(err)
	var value interface{}
	must(json.Unmarshal(text, &value))
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

// presence tells a speaker who is the entity 0 from one who is none, and a quotation in no other from one in the first.
func presence(service ascribev1.DocumentAnalysisServiceClient) bool {
	ctx, cancel := soon()
	defer cancel()
	response, err := service.AnalyzeDocument(ctx, request(
		"\"It is safe,\" Mayor Ada Lindqvist told reporters on Monday.\n\n\"It is not,\" said a man who did not give his name."))
	must(err)
	quotations := response.GetQuotations()
	if len(quotations) != 2 {
		return false
	}
	named, unnamed := quotations[0].GetSpeaker(), quotations[1].GetSpeaker()
	return named.EntityId != nil && *named.EntityId == 0 && unnamed != nil && unnamed.EntityId == nil &&
		quotations[0].ParentId == nil
}

// batch sends a document and an empty one in one call; the second costs the first nothing.
func batch(service ascribev1.DocumentAnalysisServiceClient, text string) bool {
	ctx, cancel := soon()
	defer cancel()
	answer, err := service.BatchAnalyzeDocuments(ctx, &ascribev1.BatchAnalyzeDocumentsRequest{
		Requests: []*ascribev1.AnalyzeDocumentRequest{request(text), request(" ")}})
	must(err)
	first, second := answer.GetResults()[0], answer.GetResults()[1]
	return len(first.GetResponse().GetQuotations()) == 1 && second.GetResponse() == nil &&
		ascribe.Explain(status.ErrorProto(second.GetStatus())).Reason == "EMPTY_DOCUMENT"
}

// deadline gives a large document less time than it takes.
func deadline(service ascribev1.DocumentAnalysisServiceClient, text string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	_, err := service.AnalyzeDocument(ctx, request(strings.Repeat(text+"\n\n", 10_000)))
	return status.Code(err) == codes.DeadlineExceeded
}

// together sends a large document so many times at once, and gives the number of analyses.
func together(service ascribev1.DocumentAnalysisServiceClient, text string, count int) int {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	errors := make(chan error)
	for call := 0; call < count; call++ {
		go func() {
			_, err := service.AnalyzeDocument(ctx, request(strings.Repeat(text+"\n\n", 200)))
			errors <- err
		}()
	}
	analyses := 0
	for call := 0; call < count; call++ {
		if err := <-errors; err == nil {
			analyses++
		}
	}
	return analyses
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
