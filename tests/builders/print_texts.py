"""Where the texts of a print figure are, once it is laid out."""

import numpy as np

from chemins.base.formatting import layers_called
from chemins.figures.printed import style


def laid_out(run, draw):
    """A figure, and its texts where they are."""
    with layers_called(run.shown):
        figure = style.fix_layout(draw())
    return figure, texts_of(figure)


def texts_of(figure):
    """Texts that are drawn: of ticks, those in view."""
    figure.draw_without_rendering()  # which places entries of legends and names of axes
    found = [*figure.texts, *(text for legend in figure.legends for text in legend.get_texts())]
    every = [*figure.axes, *(child for axes in figure.axes for child in axes.child_axes)]
    for axes in every:
        found += [*axes.texts, axes.title, axes._left_title, axes._right_title]
        for axis in (axes.xaxis, axes.yaxis) if axes.axison else ():
            low, high = sorted(axis.get_view_interval())
            places = zip(axis.get_majorticklabels(), axis.get_majorticklocs(), strict=True)
            ticks = [text for text, place in places if low - 1e-9 <= place <= high + 1e-9]
            found += [axis.label, axis.offsetText, *ticks]
    return [text for text in found if text.get_visible() and text.get_text().strip()]


def corners(text):
    """(4, 2) of a text's own rectangle, which may be slanted, in pixels."""
    angle, renderer = text.get_rotation(), text.figure.canvas.get_renderer()
    if angle % 90 == 0:
        return text.get_window_extent(renderer).corners()[[0, 1, 3, 2]]
    text.set_rotation(0)
    box = text.get_window_extent(renderer)
    x, y = text.get_transform().transform(text.get_position())
    text.set_rotation(angle)
    turn = np.deg2rad(angle if text.get_rotation_mode() == "anchor" else 0)
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return (box.corners()[[0, 1, 3, 2]] - (x, y)) @ matrix + (x, y)


def overlap(one, other):
    """Whether two rectangles share a point: no side of either parts them."""
    for shape in (one, other):
        for along in np.diff(shape[:3], axis=0):
            a, b = one @ along, other @ along
            if min(a.max(), b.max()) - max(a.min(), b.min()) <= 1e-6:
                return False
    return True


def check_texts(figure, texts):
    """No text is on another, none outside the figure."""
    boxes = [(text.get_text(), corners(text)) for text in texts]
    low, high = (np.array([end(box, axis=0) for _, box in boxes]) for end in (np.min, np.max))
    for one in range(len(boxes)):
        near = ((low[one + 1 :] < high[one]) & (low[one] < high[one + 1 :])).all(axis=1)
        for other in np.flatnonzero(near) + one + 1:
            assert not overlap(boxes[one][1], boxes[other][1]), (boxes[one][0], boxes[other][0])
    for name, box in boxes:
        assert (box >= -1).all(), name
        assert (box <= np.array(figure.bbox.size) + 1).all(), name


def check_frames(figure, texts):
    """No text is on the frame of axes that it is not of."""
    boxes = [corners(text) for text in texts]
    for axes in figure.axes:
        frame = axes.get_window_extent().corners()[[0, 1, 3, 2]]
        if axes.axison or axes.images:
            others = [text.axes is not axes and text.axes not in axes.child_axes for text in texts]
            for place in np.flatnonzero(others):
                assert not overlap(boxes[place], frame), texts[place].get_text()
