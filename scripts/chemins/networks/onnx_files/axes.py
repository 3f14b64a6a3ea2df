"""Where the channels of an ONNX graph's tensors are: convolutions have them first, products of
matrices last, and what lies between moves or keeps them."""

FIRST = {"Conv", "ConvTranspose", "ConvInteger", "QLinearConv", "FusedConv", "BatchNormalization"}
FIRST |= {"InstanceNormalization", "GroupNormalization", "MaxPool", "AveragePool", "LpPool"}
FIRST |= {"GlobalAveragePool", "GlobalMaxPool", "LRN", "DepthToSpace", "SpaceToDepth", "Upsample"}
LAST = {"MatMul", "Gemm", "FusedMatMul", "FusedGemm", "LayerNormalization", "RMSNormalization"}
LAST |= {"SkipLayerNormalization", "SimplifiedLayerNormalization", "Attention", "LSTM", "GRU"}


def channel_axis(graph, tensor) -> int:
    """The axis of a tensor's channels, of (n, …): 1 in maps and the last one in sequences, unless
    what it is made of tells."""
    turns = []  # on the way back to where the axis is known: nodes that move or merge axes
    while True:
        node = graph.makers.get(tensor)
        source = node and next((name for name in node.input if name in graph.computed), None)
        rank = rank_of(graph, tensor)
        if source is None or node.op_type in FIRST | LAST:
            axis = own_axis(node, rank)
            break
        if node.op_type == "Transpose" or rank_of(graph, source) != rank:
            turns.append((node, source, tensor))
        tensor = source
    for node, source, made in reversed(turns):
        axis = turned(graph, node, source, made, axis)
    return axis


def rank_of(graph, tensor) -> int:
    """0 where it is not known."""
    return len(graph.shape(tensor) or ())


def own_axis(node, rank) -> int:
    """The axis that a node's kind tells, or else the usual one."""
    if node is not None and node.op_type in FIRST:
        return 1
    if node is not None and node.op_type in LAST:
        return rank - 1
    return usual_axis(rank)


def usual_axis(rank) -> int:
    return 1 if rank > 3 else max(1, rank - 1)


def turned(graph, node, source, made, axis) -> int:
    """The axis behind a node that moves axes, or makes others: there, the one of the same size."""
    if node.op_type == "Transpose":
        order = next((list(a.ints) for a in node.attribute if a.name == "perm"), None)
        order = order or list(range(rank_of(graph, source)))[::-1]
        return order.index(axis % len(order)) if order else axis
    before, after = graph.shape(source) or (), graph.shape(made) or ()
    size = before[axis] if 0 <= axis < len(before) else None
    same = [place for place, other in enumerate(after) if place and other == size]
    if size is None or not same:
        return usual_axis(len(after))
    return axis if axis in same else same[-1]
