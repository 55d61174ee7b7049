import ascribe.v1.DocumentAnalysisServiceGrpc;
import ascribe.v1.DocumentAnalysisServiceOuterClass.AnalyzeDocumentRequest;
import ascribe.v1.DocumentAnalysisServiceOuterClass.AnalyzeDocumentResponse;
import ascribe.v1.DocumentAnalysisServiceOuterClass.BatchAnalyzeDocumentsRequest;
import ascribe.v1.DocumentAnalysisServiceOuterClass.StreamAnalyzeDocumentsRequest;
import ascribe.v1.DocumentAnalysisServiceOuterClass.StreamAnalyzeDocumentsResponse;
import ascribe.v1.DocumentOuterClass.AnalysisOptions;
import ascribe.v1.DocumentOuterClass.Document;
import ascribe.v1.DocumentOuterClass.OffsetEncoding;
import ascribe.v1.DocumentOuterClass.Span;
import ascribe.v1.QuotationOuterClass.Quotation;
import com.google.gson.Gson;
import com.google.protobuf.Message;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Proves that the offsets cut the strings of Java, for every text of `clients/cases.json`, and makes every kind of call.
 * The second server has room for one call at a time.
 *
 * <p>java Cases localhost:50051 localhost:50052 clients/cases.json
 */
final class Cases {
  private record Case(String name, String text, String speaker, String content) {}

  private static final AnalysisOptions OPTIONS =
      AnalysisOptions.newBuilder()
          .setOffsetEncoding(OffsetEncoding.OFFSET_ENCODING_UTF16) // strings count UTF-16 code units
          .setIncludeText(true)
          .build();

  private Cases() {}

  public static void main(String[] arguments) throws Exception {
    ManagedChannel channel = Ascribe.connect(arguments[0]);
    ManagedChannel full = Ascribe.connect(arguments[1]);
    Case[] cases = new Gson().fromJson(Files.readString(Path.of(arguments[2])), Case[].class);
    for (Case it : cases) {
      check(it, Ascribe.soon(channel).analyzeDocument(request(it.text)));
    }
    var batch = BatchAnalyzeDocumentsRequest.newBuilder().addRequests(request(cases[0].text)).addRequests(request(" "));
    var results = Ascribe.soon(channel).batchAnalyzeDocuments(batch.build()).getResultsList();
    expect("a batch answers each", results.get(0).hasResponse() && results.get(1).hasStatus());
    expect("a stream answers each", stream(channel, cases[0].text, 20) == 20);
    try {
      Ascribe.soon(channel).analyzeDocument(request(" "));
      expect("an empty document is refused", false);
    } catch (StatusRuntimeException error) {
      expect("an error has its reason", Ascribe.reason(error).equals("EMPTY_DOCUMENT"));
    }
    expect("a deadline ends a call", deadline(channel, cases[0].text));
    expect("a full server is asked again", together(full, cases[0].text, 3) == 3);
    channel.shutdown();
    full.shutdown();
  }

  /** Gives a large document less time than it takes. */
  private static boolean deadline(ManagedChannel channel, String text) {
    var hurried = DocumentAnalysisServiceGrpc.newBlockingStub(channel).withDeadlineAfter(1, TimeUnit.MILLISECONDS);
    try {
      hurried.analyzeDocument(request((text + "\n\n").repeat(10_000)));
      return false;
    } catch (StatusRuntimeException error) {
      return error.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED;
    }
  }

  /** Sends a large document so many times at once; gives the number of analyses. */
  private static long together(ManagedChannel channel, String text, int count) {
    AnalyzeDocumentRequest large = request((text + "\n\n").repeat(200));
    var patient = DocumentAnalysisServiceGrpc.newFutureStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
    var calls = IntStream.range(0, count).mapToObj(call -> patient.analyzeDocument(large)).toList();
    return calls.stream().filter(Cases::succeeds).count();
  }

  private static boolean succeeds(Future<AnalyzeDocumentResponse> call) {
    try {
      return call.get().getQuotationsCount() > 0;
    } catch (InterruptedException | ExecutionException error) {
      return false;
    }
  }

  private static AnalyzeDocumentRequest request(String text) {
    return AnalyzeDocumentRequest.newBuilder()
        .setDocument(Document.newBuilder().setText(text))
        .setOptions(OPTIONS)
        .build();
  }

  private static void check(Case it, AnalyzeDocumentResponse response) {
    List<Span> spans = new ArrayList<>();
    collect(response, spans);
    boolean cut = spans.stream().allMatch(span -> text(it, span).equals(span.getText()));
    List<String> said =
        response.getQuotationsList().stream()
            .filter(quotation -> quotation.getSpeaker().getName().equals(it.speaker))
            .map(quotation -> content(it, quotation))
            .toList();
    expect(it.name + ": " + spans.size() + " spans", !spans.isEmpty() && cut && said.contains(it.content));
  }

  private static String content(Case it, Quotation quotation) {
    return quotation.getSegmentsList().stream().map(span -> text(it, span)).collect(Collectors.joining(" … "));
  }

  private static String text(Case it, Span span) {
    return it.text.substring(span.getBegin(), span.getEnd());
  }

  /** Every span in a message. */
  private static void collect(Message message, List<Span> spans) {
    if (message instanceof Span span) {
      spans.add(span);
      return;
    }
    for (Object value : message.getAllFields().values()) {
      for (Object inner : value instanceof Collection<?> many ? many : List.of(value)) {
        if (inner instanceof Message nested) {
          collect(nested, spans);
        }
      }
    }
  }

  /** Sends a document so many times in one stream; gives the number of answers. */
  private static int stream(ManagedChannel channel, String text, int count) throws InterruptedException {
    AtomicInteger answers = new AtomicInteger();
    CountDownLatch ended = new CountDownLatch(1);
    StreamObserver<StreamAnalyzeDocumentsResponse> taken =
        new StreamObserver<>() {
          @Override
          public void onNext(StreamAnalyzeDocumentsResponse answer) {
            answers.incrementAndGet();
          }

          @Override
          public void onError(Throwable error) {
            ended.countDown();
          }

          @Override
          public void onCompleted() {
            ended.countDown();
          }
        };
    var requests = DocumentAnalysisServiceGrpc.newStub(channel).streamAnalyzeDocuments(taken);
    for (int id = 0; id < count; id++) {
      Document document = Document.newBuilder().setText(text).build();
      var request = StreamAnalyzeDocumentsRequest.newBuilder().setRequestId("" + id).setDocument(document);
      requests.onNext(request.setOptions(OPTIONS).build());
    }
    requests.onCompleted();
    ended.await(10, TimeUnit.SECONDS);
    return answers.get();
  }

  private static void expect(String what, boolean is) {
    System.out.println("  " + (is ? "ok  " : "FAIL") + "  Java, " + what);
    if (!is) {
      System.exit(1);
    }
  }
}
