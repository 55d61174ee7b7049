import ascribe.v1.DocumentAnalysisServiceGrpc;
import ascribe.v1.DocumentAnalysisServiceGrpc.DocumentAnalysisServiceBlockingStub;
import com.google.gson.Gson;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.protobuf.StatusProto;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The service of the contract for Java; copy it, or start from it. */
final class Ascribe {
  // Calls have no side effects, so they may be tried again; a server that is full says when.
  private static final String SERVICE_CONFIG =
      """
      {"methodConfig": [
        {"name": [{"service": "ascribe.v1.DocumentAnalysisService"}],
         "retryPolicy": {"maxAttempts": 5, "initialBackoff": "0.1s", "maxBackoff": "5s", "backoffMultiplier": 2,
                         "retryableStatusCodes": ["UNAVAILABLE", "RESOURCE_EXHAUSTED"]}},
        {"name": [{"service": "ascribe.v1.DocumentAnalysisService", "method": "StreamAnalyzeDocuments"}]}
      ]}""";

  private Ascribe() {}

  /** A connection in plaintext, which calls are retried on; shut it down after use. */
  static ManagedChannel connect(String target) {
    return ManagedChannelBuilder.forTarget(target)
        .usePlaintext()
        .defaultServiceConfig(new Gson().fromJson(SERVICE_CONFIG, Map.class))
        .enableRetry()
        // An analysis is several times as large as its text; the limits of the server bound it.
        .maxInboundMessageSize(256 << 20)
        .build();
  }

  /** The service for the next call, which has ten seconds; a deadline counts from when it is set. */
  static DocumentAnalysisServiceBlockingStub soon(ManagedChannel channel) {
    return DocumentAnalysisServiceGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  /** What an error of a call says for programs ("EMPTY_DOCUMENT"); empty where it says nothing. */
  static String reason(Throwable error) {
    com.google.rpc.Status status = StatusProto.fromThrowable(error);
    if (status == null) {
      return "";
    }
    for (Any detail : status.getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        try {
          return detail.unpack(ErrorInfo.class).getReason();
        } catch (InvalidProtocolBufferException malformed) {
          return "";
        }
      }
    }
    return "";
  }
}
