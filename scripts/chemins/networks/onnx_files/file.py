"""An ONNX file where it comes in: of a size that can be true, of operators that only compute, with
no weights from elsewhere.

Errors are CheminsErrors whose texts go on after the file's name.
"""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import onnx
import onnx.inliner

from chemins.base.errors import CheminsError, listed
from chemins.networks.keras_files.file import brief

LARGEST = 2**31 - 1  # bytes of a protobuf message, and so of what onnxruntime is handed
MOST_NODES = 50_000  # a hundred times those of the largest image classifiers
DOMAINS = ("", "ai.onnx", "ai.onnx.ml", "com.microsoft")  # that onnxruntime computes
DRAWING = ("Bernoulli", "Multinomial", "RandomNormal", "RandomNormalLike", "RandomUniform")
DRAWING += ("RandomUniformLike",)
NEEDED = "needed: what torch.onnx.export or another exporter writes (docs/networks.md)"


def read_file(path) -> onnx.ModelProto:
    """The model in an ONNX file, weights that lie beside it left out.

    Functions of the model's own are written out. Raises CheminsError for what is no such file, or
    cannot be taken.
    """
    path = Path(path)
    check_kind(path)
    try:
        model = onnx.load(path, load_external_data=False)
        if model.functions:
            model = onnx.inliner.inline_local_functions(model)
    except Exception as error:  # protobuf and onnx raise their own
        raise CheminsError(f"is no ONNX file ({brief(error)}); {NEEDED}") from error
    if not model.graph.node:
        raise CheminsError(f"holds no network; {NEEDED}")
    if model.graph.sparse_initializer:
        raise CheminsError("keeps weights as sparse tensors; export it with dense ones")
    check_weights_beside(model, path.parent)
    check_operators(model)
    check_order(model.graph)
    return model


def check_kind(path) -> None:
    if not path.is_file():
        raise CheminsError("is no file; needed: an ONNX file")
    if path.suffix != ".onnx":
        raise CheminsError(f"does not end in .onnx; {NEEDED}")
    size = path.stat().st_size
    if size > LARGEST:
        raise CheminsError(f"has {size:,} bytes; allowed: {LARGEST:,}")


def check_operators(model) -> None:
    """Raise CheminsError for operators that only other code knows, that draw at random, or that
    are newer than what is here."""
    kinds = sorted({(node.domain, node.op_type) for node in nodes_of(model.graph)})
    foreign = [f"{domain}:{kind}" for domain, kind in kinds if domain not in DOMAINS]
    if foreign:
        raise CheminsError(
            f"has operators that are not ONNX's own: {some(foreign)}; allowed are those of ONNX "
            "and onnxruntime"
        )
    drawing = [kind for _, kind in kinds if kind in DRAWING]
    if drawing:
        raise CheminsError(
            f"draws at random ({some(drawing)}), and so answers an image differently each time; "
            "export it for inference, as after model.eval()"
        )
    newest = onnx.defs.onnx_opset_version()
    version = next((o.version for o in model.opset_import if o.domain in ("", "ai.onnx")), newest)
    if version > newest:
        raise CheminsError(
            f"is of ONNX's operator set {version}; allowed: at most {newest}. Export it again with "
            f"`opset_version={newest}` or less"
        )


def check_order(graph) -> None:
    """Raise CheminsError for a graph with circles, or with tensors that nothing makes or two do."""
    if len(graph.node) > MOST_NODES:
        raise CheminsError(f"has {len(graph.node):,} operations; allowed: {MOST_NODES:,}")
    made = {value.name for value in (*graph.input, *graph.initializer)}
    for node in graph.node:
        missing = [name for name in node.input if name and name not in made]
        again = [name for name in node.output if name in made]
        if missing or again or not node.output:
            name = brief((missing or again or [node.op_type])[0], 60)
            raise CheminsError(
                f"is no graph that can be computed in its order: {name!r} is taken before it is "
                "made, or made twice, or makes nothing"
            )
        made.update(name for name in node.output if name)


def some(names, most=5) -> str:
    return listed([brief(name, 60) for name in names[:most]] + ["others"] * (len(names) > most))


def nodes_of(graph) -> Iterator:
    """All nodes of a graph, those of graphs inside them too."""
    for node in graph.node:
        yield node
        for attribute in node.attribute:
            for inner in (attribute.g, *attribute.graphs):
                yield from nodes_of(inner)


def tensors_of(model) -> Iterator:
    """All constant tensors of a model: weights, and values of attributes."""
    yield from model.graph.initializer
    for node in nodes_of(model.graph):
        for attribute in node.attribute:
            yield from (attribute.t, *attribute.tensors)
            for inner in (attribute.g, *attribute.graphs):
                yield from inner.initializer


def check_weights_beside(model, folder) -> None:
    """Raise CheminsError for weights that are not in a file of the model's own folder."""
    total = 0
    for place in sorted({place_of(tensor) for tensor in tensors_of(model)} - {None}):
        if is_outside(place, folder):
            raise CheminsError(
                f"keeps its weights in {brief(place, 100)!r}, which is outside its folder; "
                "allowed: a file beside the model, and no link"
            )
        path = folder / place
        if not path.is_file():
            raise CheminsError(
                f"keeps its weights in {brief(place, 100)}, which is not there; copy it along"
            )
        total += path.stat().st_size
    if total > LARGEST:
        raise CheminsError(f"has weights of {total:,} bytes beside it; allowed: {LARGEST:,}")


def is_outside(place, folder) -> bool:
    """Whether a file that a model names is none of its folder, or may be another one by a link."""
    parts = PurePosixPath(place.replace("\\", "/")).parts
    if not parts or parts[0] == "/" or ".." in parts or ":" in parts[0]:
        return True
    return has_link(folder, parts)


def has_link(folder, parts) -> bool:
    """Whether a file, or a folder on the way to it, is a symbolic link."""
    return any(folder.joinpath(*parts[:count]).is_symlink() for count in range(1, len(parts) + 1))


def place_of(tensor) -> str | None:
    """The file that a tensor's values lie in; None where they are in the model's."""
    if tensor.data_location != onnx.TensorProto.EXTERNAL:
        return None
    entries = {entry.key: entry.value for entry in tensor.external_data}
    return entries.get("location", "")


def files_beside(model, path) -> list[str]:
    """The files that a model's weights lie in, beside it. path: of the model."""
    places = {place_of(tensor) for tensor in tensors_of(model)} - {None}
    return [str(Path(path).parent / place) for place in sorted(places)]
