"""Where the nodes and ribbons of a flow diagram go, whoever draws them.

Heights are in samples, from the top down; each stage is a column of nodes with gaps between.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from chemins.base.formatting import percent
from chemins.base.language import said
from chemins.clusters.paths import LABEL, PREDICTION
from chemins.figures.node_order import node_orders
from chemins.text.class_names import DIGITS

GAP = 0.25  # of the samples: what all the gaps of the fullest stage take together


@dataclass(frozen=True)
class Node:
    stage: int
    layer: str
    value: int  # label, cluster or prediction
    top: float
    count: int
    digit: int | None  # the most frequent label among the node's known samples
    share: float  # of them that have this label; NaN without known samples


@dataclass(frozen=True)
class Ribbon:
    source: Node
    target: Node
    label: int
    unseen: bool
    count: int
    source_top: float
    target_top: float


@dataclass(frozen=True)
class Layout:
    stages: tuple[str, ...]
    nodes: list[Node]
    ribbons: list[Ribbon]
    height: float  # of the tallest stage, gaps included
    gap: float  # between two nodes of a stage


def lay_out(flows, stages, orders=None) -> Layout:
    """Nodes and ribbons of these stages. flows: columns of tables.FLOWS, all pairs present.

    Labels and predictions stand in ascending order, clusters so that few ribbons cross; ribbons
    leave and enter a node in the order of the nodes at their other ends. Known and unseen samples
    have ribbons of their own. orders: stage -> its nodes' values from the top down, as `order_of`
    has them; all of these have a node then, without samples too.
    """
    links = gather(flows, stages)
    found = node_contents(links, stages)
    contents = ordered_as(orders, found, stages) if orders else in_order(found, links)
    total = sum(count for counts in contents[0].values() for count in counts.values())
    most = max(len(column) for column in contents)
    gap = GAP * total / max(most - 1, 1) if most > 1 else 0
    columns = [place_column(i, stages[i], contents[i], gap) for i in range(len(stages))]
    height = total + gap * (most - 1)
    columns = [centered(column, height, total, gap) for column in columns]
    ribbons = [r for i, part in enumerate(links) for r in thread(part, columns[i], columns[i + 1])]
    return Layout(tuple(stages), [n for c in columns for n in c.values()], ribbons, height, gap)


def gather(flows, stages) -> list[dict]:
    """Per pair of stages: (source, target, label, unseen) -> count, roles added up."""
    links = [{} for _ in stages[1:]]
    place = {pair: i for i, pair in enumerate(pairwise(stages))}
    for row in zip(*(np.asarray(column).tolist() for column in flows.values()), strict=True):
        values = dict(zip(flows, row, strict=True))
        index = place.get((values["source_layer"], values["target_layer"]))
        if index is not None:
            unseen = values["role"] == "unseen"
            key = (values["source"], values["target"], values["label"], unseen)
            links[index][key] = links[index].get(key, 0) + values["count"]
    return links


def node_contents(links, stages) -> list[dict]:
    """Per stage: node value -> {(label, unseen): count}, values ascending."""
    contents = []
    for index in range(len(stages)):
        part = links[min(index, len(links) - 1)]
        end = 0 if index < len(links) else 1
        nodes = {}
        for key, count in part.items():
            held = nodes.setdefault(key[end], {})
            held[key[2:]] = held.get(key[2:], 0) + count
        contents.append(dict(sorted(nodes.items())))
    return contents


def in_order(contents, links) -> list[dict]:
    """Each stage's nodes from the top down."""
    places = [{value: place for place, value in enumerate(nodes)} for nodes in contents]
    counts = [np.zeros((len(a), len(b)), np.int64) for a, b in pairwise(contents)]
    for stage, part in enumerate(links):
        for (source, target, *_), count in part.items():
            counts[stage][places[stage][source], places[stage + 1][target]] += count
    found = []
    for nodes, order in zip(contents, node_orders(counts), strict=True):
        values = list(nodes)
        found.append({values[i]: nodes[values[i]] for i in order.tolist()})
    return found


def ordered_as(orders, contents, stages) -> list[dict]:
    """Each stage's nodes in an order that is given; it names all of them."""
    return [
        {value: nodes.get(value, {}) for value in orders[stage]}
        for stage, nodes in zip(stages, contents, strict=True)
    ]


def order_of(layout) -> dict[str, list]:
    """stage -> its nodes' values from the top down."""
    return {
        stage: [node.value for node in layout.nodes if node.layer == stage]
        for stage in layout.stages
    }


def place_column(stage, layer, contents, gap) -> dict[int, Node]:
    nodes, top = {}, 0.0
    for value, held in contents.items():
        count = sum(held.values())
        known = {label: n for (label, unseen), n in held.items() if not unseen}
        digit = max(known, key=lambda label: (known[label], -label)) if known else None
        share = known[digit] / sum(known.values()) if known else np.nan
        nodes[value] = Node(stage, layer, value, top, count, digit, share)
        top += count + gap
    return nodes


def centered(column, height, total, gap) -> dict[int, Node]:
    """The column's nodes moved down so that all columns share a middle line."""
    shift = (height - total - gap * (len(column) - 1)) / 2
    return {
        value: Node(**{**vars(node), "top": node.top + shift}) for value, node in column.items()
    }


def thread(links, sources, targets) -> list[Ribbon]:
    """The ribbons of one pair of stages."""
    leaving = offsets(links, (sources, targets), end=0)
    entering = offsets(links, (sources, targets), end=1)
    return [
        Ribbon(sources[key[0]], targets[key[1]], key[2], key[3], count, leaving[key], entering[key])
        for key, count in sorted(links.items(), key=lambda item: (item[0][3], item[0]))
    ]


def offsets(links, columns, end) -> dict[tuple, float]:
    """Where each ribbon touches its node: known ones first, then by other end and label.

    columns: nodes of both stages, from the top down. end: 0 where ribbons leave, 1 where they
    enter.
    """
    tops = {value: node.top for value, node in columns[end].items()}
    places = {value: place for place, value in enumerate(columns[1 - end])}
    found = {}
    for key in sorted(links, key=lambda key: (key[3], places[key[1 - end]], key[2])):
        found[key] = tops[key[end]]
        tops[key[end]] += links[key]
    return found


def node_name(node, unseen, names=DIGITS) -> str:
    """What a node is called beside it: `7`, `3 (unseen)` or `cluster 0: 98 % 1s`."""
    if node.layer == LABEL:
        return names.name(node.value) + f" ({said('unseen')})" * (node.value in unseen)
    if node.layer == PREDICTION:
        return names.name(node.value)
    if node.digit is None:
        return said("cluster_unseen", cluster=node.value)
    share = said("share_of_kind", share=percent(node.share), kind=names.kind(node.digit))
    return said("cluster", cluster=node.value, share=share)


def most_frequent(node, names=DIGITS) -> str:
    """What most of a cluster's images are: `98 % 7s`."""
    if node.digit is None:
        return said("unseen")
    return said("share_of_kind", share=percent(node.share), kind=names.kind(node.digit))
