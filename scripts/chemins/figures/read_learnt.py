"""How a run's paths formed, read from its tables and answers."""

import pyarrow.compute as pc

from chemins.answers.learning import over_epochs
from chemins.answers.learning_table import LearningTable
from chemins.base.files import read_json
from chemins.clusters.stages import read_stages
from chemins.figures.learnt import ClassCourse, Learnt, course
from chemins.results import tables
from chemins.text.class_names import names_of

RIGHT, ON_PATH = "right", "on_main_path"


def read_learnt(name, settings, paths, measures, answers, stages=None) -> Learnt:
    """settings: as of the rule draw_learning. paths, answers: files. measures: tables of LEARNING,
    of the run's own network and of its replicates. stages: the table of the run's paths, where not
    all hidden layers are stages of them."""
    told = read_json(answers)["learning"]
    layers = [entry["layer"] for entry in told["layers"]]
    learned = LearningTable(class_rows(measures))
    return Learnt(
        name=name,
        digits=settings["digits"],
        unseen=settings["unseen"],
        stages=read_stages(stages, settings["layers"], settings["hidden"]),
        epochs=told["epochs"],
        layers={entry["layer"]: course(entry["ami"]) for entry in told["layers"]},
        accuracy=course(told["accuracy"]),
        on_final_path=course(told["on_final_path"]),
        classes={entry["digit"]: class_course(entry, learned) for entry in told["classes"]},
        mark=told["mark"],
        replicates=settings["replicates"],
        paths=tables.read_columns(paths, tables.learning_paths_schema(layers)),
        names=names_of(settings),
    )


def class_course(entry, learned) -> ClassCourse:
    """entry: of the classes that answers.json tells of."""
    right, on_path = (
        course(over_epochs(learned, measure, toward=entry["digit"])) for measure in (RIGHT, ON_PATH)
    )
    return ClassCourse(right, entry["right_from"], on_path, entry["path_from"])


def class_rows(measures) -> list[dict]:
    """Of tables of LEARNING the few rows that tell of single classes."""
    found = []
    for path in measures:
        table = tables.read(path, tables.LEARNING)
        kept = pc.or_(*(pc.equal(table["measure"], name) for name in (RIGHT, ON_PATH)))
        found += table.filter(kept).to_pylist()
    return found
