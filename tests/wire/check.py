#!/usr/bin/env python3
"""Calls a real server with a real grpcurl: everything that a user meets first.

  check.py --binary target/release/ascribe --grpcurl grpcurl
"""
import argparse

from server import SERVICE, Server, expect

TEXT = 'Bridge opens\n\n"It is safe," Mayor Ada Lindqvist told reporters on Monday.\n'


def health(server):
    for service in ("", SERVICE):
        [answer] = server.call("Check", {"service": service}, service="grpc.health.v1.Health")
        expect(f"health of {service or 'the server'}", answer == {"status": "SERVING"}, answer)


def reflection(server):
    _, listed, _ = server.run("list")
    for service in (SERVICE, "grpc.health.v1.Health"):
        expect(f"reflection lists {service}", service in listed.split(), listed)
    _, described, _ = server.run("describe", SERVICE)
    for method in ("AnalyzeDocument", "BatchAnalyzeDocuments", "StreamAnalyzeDocuments", "DetectLanguage",
                   "GetServerInfo"):
        expect(f"reflection describes {method}", f"rpc {method} (" in described, described)
    for message in ("AnalyzeDocumentResponse", "Quotation", "Entity", "Structure"):
        status, described, error = server.run("describe", f"ascribe.v1.{message}")
        expect(f"reflection describes {message}", status == 0 and "repeated" in described, error)


def calls(server):
    [answer] = server.call("AnalyzeDocument", {"document": {"id": "a", "text": TEXT},
                                               "options": {"includeText": True}})
    headline = answer["structure"]["headline"]["text"]
    expect("AnalyzeDocument", (answer["documentId"], headline) == ("a", "Bridge opens"), answer)
    [answer] = server.call("DetectLanguage", {"document": {"text": "Die Brücke ist seit gestern wieder offen, "
                                                           "sagte die Bürgermeisterin am Montag."}})
    expect("DetectLanguage", answer["language"]["languageCode"] == "de", answer)
    [answer] = server.call("BatchAnalyzeDocuments", {"requests": [
        {"document": {"id": "a", "text": TEXT}}, {"document": {"id": "b", "text": " "}}]})
    good, bad = answer["results"]
    expect("BatchAnalyzeDocuments", good["response"]["documentId"] == "a" and bad["status"]["code"] == 3, answer)
    answers = server.call("StreamAnalyzeDocuments", *(
        {"requestId": str(number), "document": {"text": TEXT}} for number in range(40)))
    ids = sorted(int(answer["requestId"]) for answer in answers)
    expect("StreamAnalyzeDocuments", ids == list(range(40)) and all("response" in a for a in answers), answers)
    [answer] = server.call("GetServerInfo", {})
    expect("GetServerInfo", answer["limits"]["maxBatchSize"] > 0 and answer["version"], answer)


def errors(server):
    status, _, error = server.run(f"{SERVICE}/AnalyzeDocument", request='{"document": {"text": " "}}')
    expect("an error has its code", status != 0 and "Code: InvalidArgument" in error, error)
    for detail in ("EMPTY_DOCUMENT", "google.rpc.ErrorInfo", "google.rpc.BadRequest", "document.text"):
        expect(f"an error says {detail}", detail in error, error)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--grpcurl", default="grpcurl")
    args = parser.parse_args()
    with Server(args.binary, args.grpcurl) as server:
        for part in (health, reflection, calls, errors):
            part(server)


if __name__ == "__main__":
    main()
