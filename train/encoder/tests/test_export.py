import numpy as np
import pytest
import torch

from encoder import exported, labels
from encoder.export import Decoding, quantize, write
from encoder.predict import quotations, read, with_context

TEXT = "Der Hafen, sagte Ida. Der Hafen\nöffnet. " * 4


def test_rows_are_rounded_to_a_127th_of_their_largest_value():
    matrix = np.random.default_rng(1).normal(size=(5, 9)).astype(np.float32)
    integers, scales = quantize(matrix)
    assert np.abs(integers * scales[:, None] - matrix).max() <= scales.max() / 2 + 1e-7


def test_a_file_is_read_back_within_the_error_of_int8(tmp_path, encoder, vocabulary):
    decoding = Decoding({"names": 0.5, "content": 4.0, "parts": 1.0}, {"names": 1.25, "content": 1.0, "parts": 0.9})
    write(tmp_path / "encoder.bin", encoder.eval(), vocabulary, decoding)
    model = exported.read(tmp_path / "encoder.bin")
    assert model.decoding == decoding
    assert model.labels == labels.HEADS
    assert model.vocabulary.pieces == vocabulary.pieces
    assert model.encoder.sizes == encoder.sizes
    for name, parameter in encoder.named_parameters():
        other = model.encoder.get_parameter(name)
        assert (parameter - other).abs().max() <= parameter.abs().max() / 250, name
    before = read(encoder, vocabulary, TEXT, "de", model.window)
    after = read(model.encoder, model.vocabulary, TEXT, "de", model.window)
    for head in labels.HEADS:
        assert np.abs(before.logits[head] - after.logits[head]).max() < 0.1


def test_data_is_aligned(tmp_path, encoder, vocabulary):
    write(tmp_path / "encoder.bin", encoder, vocabulary, Decoding())
    raw = (tmp_path / "encoder.bin").read_bytes()
    header = raw[: raw.index(b"\nend\n")].decode().splitlines()
    offsets = [int(offset) for line in header if line.startswith("tensor") for offset in line.split()[5:]]
    assert len(raw) % 64 == 0
    assert all(offset % 64 == 0 for offset in offsets)


def test_windows_with_context_cover_a_text(encoder, vocabulary):
    reading = read(encoder, vocabulary, TEXT, "de", 40)
    assert len(reading.states) == len(reading.words)
    assert np.abs(reading.states).sum(1).min() > 0
    assert with_context((10, 20), [1] * 40, 20) == (5, 25)
    assert with_context((0, 10), [1] * 40, 20) == (0, 20)
    assert with_context((30, 40), [1] * 40, 20) == (20, 40)


@pytest.mark.parametrize("bias", [0.0, 4.0])
def test_quotations_are_read_with_their_parts(encoder, vocabulary, bias):
    with torch.no_grad():
        encoder.head["content"].bias[1] += bias
    reading = read(encoder.eval(), vocabulary, TEXT, "de", 60)
    for found in quotations(encoder, reading, Decoding()):
        assert found.span[0] < found.span[1]
        assert found.kind in labels.QUOTATION_KINDS
