"""ONNX files that are none, or not to be taken."""

import os

import onnx
import pytest
from onnx import helper

from builders.onnx_files import network, node, residual, save
from chemins.base.errors import CheminsError
from chemins.networks.onnx_files import file as onnx_file
from chemins.networks.onnx_files.file import read_file


def beside(folder, place="weights.bin"):
    """A model whose weights are in another file, and who says that they are in `place`."""
    path = save(
        residual(),
        folder / "a.onnx",
        save_as_external_data=True,
        location="weights.bin",
        size_threshold=0,
    )
    model = onnx.load(path, load_external_data=False)
    for tensor in model.graph.initializer:
        for entry in tensor.external_data:
            if entry.key == "location":
                entry.value = place
    path.write_bytes(model.SerializeToString())
    return path


def test_what_an_exporter_writes_is_taken(tmp_path):
    assert len(read_file(save(residual(), tmp_path / "a.onnx")).graph.node) == 9
    assert read_file(beside(tmp_path)).graph.initializer[0].external_data


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.onnx", None, "is no file"),
        ("a.pt", b"", "does not end in .onnx"),
        ("a.onnx", b"\xffno protobuf", "is no ONNX file"),
        ("a.onnx", b"", "holds no network|is no ONNX file"),
    ],
)
def test_what_is_no_network(tmp_path, name, content, words):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(CheminsError, match=words):
        read_file(tmp_path / name)


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    path = save(residual(), tmp_path / "a.onnx")
    monkeypatch.setattr(onnx_file, "LARGEST", path.stat().st_size - 1)
    with pytest.raises(CheminsError, match="bytes; allowed"):
        read_file(path)


def test_weights_that_are_too_large_are_not_read(tmp_path, monkeypatch):
    path = beside(tmp_path)
    (tmp_path / "weights.bin").write_bytes(bytes(5000))
    monkeypatch.setattr(onnx_file, "LARGEST", 4999)
    with pytest.raises(CheminsError, match="weights of 5,000 bytes beside it"):
        read_file(path)


@pytest.mark.parametrize(
    "place", ["/etc/passwd", "../weights.bin", "a/../../weights.bin", "C:/x", "", "..\\weights.bin"]
)
def test_weights_outside_the_models_folder(tmp_path, place):
    folder = tmp_path / "inside"
    folder.mkdir()
    (tmp_path / "weights.bin").write_bytes(bytes(5000))
    with pytest.raises(CheminsError, match="outside its folder"):
        read_file(beside(folder, place))


@pytest.mark.parametrize("link", ["weights.bin", "sub"])
def test_weights_by_a_link(tmp_path, link):
    folder, other = tmp_path / "inside", tmp_path / "other"
    folder.mkdir()
    other.mkdir()
    path = beside(folder, "sub/weights.bin" if link == "sub" else "weights.bin")
    (folder / "weights.bin").rename(other / "weights.bin")
    os.symlink(other if link == "sub" else other / "weights.bin", folder / link)
    with pytest.raises(CheminsError, match="no link"):
        read_file(path)


def test_weights_that_are_not_there(tmp_path):
    path = beside(tmp_path)
    (tmp_path / "weights.bin").unlink()
    with pytest.raises(CheminsError, match=r"weights\.bin, which is not there"):
        read_file(path)


def one_node(kind, **attributes):
    nodes = [node(kind, "image", "h", **attributes), node("Flatten", "h", "out")]
    return network(nodes, {}, ["n", 1, 2, 2])


def test_operators_that_are_not_onnxs_are_named(tmp_path):
    path = save(one_node("Magic", domain="my.company"), tmp_path / "a.onnx")
    with pytest.raises(CheminsError, match=r"not ONNX's own: my\.company:Magic"):
        read_file(path)


def test_operators_inside_others_are_looked_at_too(tmp_path):
    inner = helper.make_graph([node("Magic", "image", "x", domain="my.company")], "g", [], [])
    model = one_node("Relu")
    branch = helper.make_node("If", ["yes"], ["h2"], then_branch=inner, else_branch=inner)
    model.graph.node.insert(0, branch)
    with pytest.raises(CheminsError, match=r"my\.company:Magic"):
        read_file(save(model, tmp_path / "a.onnx"))


def test_what_draws_at_random_is_refused(tmp_path):
    path = save(one_node("RandomNormalLike"), tmp_path / "a.onnx")
    with pytest.raises(CheminsError, match=r"draws at random \(RandomNormalLike\)"):
        read_file(path)


def test_operators_that_are_newer_than_the_library(tmp_path):
    newest = onnx.defs.onnx_opset_version()
    model = one_node("Relu")
    model.opset_import[0].version = newest + 1
    with pytest.raises(CheminsError, match=f"set {newest + 1}; allowed: at most {newest}"):
        read_file(save(model, tmp_path / "a.onnx"))


def test_functions_of_the_models_own_are_written_out(tmp_path):
    opset = [helper.make_opsetid("", 20)]
    twice = helper.make_function("own", "Twice", ["x"], ["y"], [node("Add", "x x", "y")], opset)
    model = one_node("Twice", domain="own")
    model.functions.append(twice)
    model.opset_import.append(helper.make_opsetid("own", 1))
    found = read_file(save(model, tmp_path / "a.onnx"))
    assert [one.op_type for one in found.graph.node] == ["Add", "Flatten"]


@pytest.mark.parametrize(
    ("nodes", "name"),
    [
        ([node("Add", "image b", "a"), node("Relu", "a", "b"), node("Flatten", "b", "out")], "b"),
        ([node("Relu", "nowhere", "a"), node("Flatten", "image", "out")], "nowhere"),
        ([node("Relu", "image", "image"), node("Flatten", "image", "out")], "image"),
        ([node("Flatten", "image", "out"), node("Relu", "image", "out")], "out"),
    ],
)
def test_circles_and_tensors_that_nothing_makes_or_two_do(tmp_path, nodes, name):
    path = save(network(nodes, {}, ["n", 1, 2, 2]), tmp_path / "a.onnx")
    with pytest.raises(CheminsError, match=f"no graph that can be computed.*'{name}'"):
        read_file(path)


def test_a_graph_of_very_many_operations_is_not_walked(tmp_path, monkeypatch):
    path = save(residual(), tmp_path / "a.onnx")
    monkeypatch.setattr(onnx_file, "MOST_NODES", 8)
    with pytest.raises(CheminsError, match="has 9 operations; allowed: 8"):
        read_file(path)


def test_sparse_weights_are_refused(tmp_path):
    model = residual()
    values = helper.make_tensor("w1", onnx.TensorProto.FLOAT, [1], [1.0])
    indices = helper.make_tensor("i", onnx.TensorProto.INT64, [1], [0])
    model.graph.sparse_initializer.append(helper.make_sparse_tensor(values, indices, [4]))
    with pytest.raises(CheminsError, match="sparse tensors"):
        read_file(save(model, tmp_path / "a.onnx"))
