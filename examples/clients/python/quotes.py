"""Prints who said what in a text: a first client.

    pip install grpcio grpcio-tools googleapis-common-protos
    purelib=$(python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    python -m grpc_tools.protoc -I proto -I "$purelib" --python_out=. --grpc_python_out=. proto/ascribe/v1/*.proto
    python examples/clients/python/quotes.py article.txt
"""
import os
import sys

import grpc

sys.path.insert(0, os.getcwd())  # where the generated modules are
from ascribe.v1 import document_analysis_service_pb2 as api  # noqa: E402
from ascribe.v1 import document_analysis_service_pb2_grpc as api_grpc  # noqa: E402
from ascribe.v1.document_pb2 import OFFSET_ENCODING_UTF32, AnalysisOptions, Document  # noqa: E402


def main(path, address="localhost:50051"):
    with open(path, encoding="utf-8", newline="") as file:  # newline="": the text as it is, with its CRLFs
        text = file.read()
    with grpc.insecure_channel(address) as channel:
        service = api_grpc.DocumentAnalysisServiceStub(channel)
        request = api.AnalyzeDocumentRequest(
            document=Document(id=path, text=text),
            options=AnalysisOptions(offset_encoding=OFFSET_ENCODING_UTF32),  # str counts code points
        )
        response = service.AnalyzeDocument(request, timeout=10)
    for quotation in response.quotations:
        said = " … ".join(text[span.begin:span.end] for span in quotation.segments)
        print(f"{quotation.speaker.name or '?'}: {said}")


if __name__ == "__main__":
    main(*sys.argv[1:])
