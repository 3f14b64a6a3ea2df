"""Where the channels of an ONNX graph's tensors are: convolutions have them first, products of
matrices last, and what lies between moves or keeps them."""

FIRST = {"Conv", "ConvTranspose", "ConvInteger", "QLinearConv", "FusedConv", "BatchNormalization"}
FIRST |= {"InstanceNormalization", "GroupNormalization", "MaxPool", "AveragePool", "LpPool"}
FIRST |= {"GlobalAveragePool", "GlobalMaxPool", "LRN", "DepthToSpace", "SpaceToDepth", "Upsample"}
LAST = {"MatMul", "Gemm", "FusedMatMul", "FusedGemm", "LayerNormalization", "RMSNormalization"}
LAST |= {"SkipLayerNormalization", "SimplifiedLayerNormalization", "Attention", "LSTM", "GRU"}
STEPS = 500  # back from a tensor, after which it is as if nothing were known


def channel_axis(graph, tensor) -> int:
    """The axis of a tensor's channels, of (n, …): 1 in maps and the last one in sequences, unless
    what it is made of tells."""
    rank = len(graph.shape(tensor) or ())
    for _ in range(STEPS):
        node = graph.makers.get(tensor)
        if node is None or len(graph.shape(tensor) or ()) != rank:
            break
        if node.op_type in FIRST:
            return 1
        if node.op_type in LAST:
            return rank - 1
        if node.op_type == "Transpose":
            return moved_axis(graph, node, rank)
        tensor = next((name for name in node.input if name in graph.computed), None)
    return 1 if rank > 3 else max(1, rank - 1)


def moved_axis(graph, node, rank) -> int:
    """Behind a Transpose: where it puts the channels of what it takes."""
    order = next((list(a.ints) for a in node.attribute if a.name == "perm"), None)
    order = order or list(range(rank))[::-1]
    return order.index(channel_axis(graph, node.input[0]))
