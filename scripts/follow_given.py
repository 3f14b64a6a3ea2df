"""Look at a network that was trained elsewhere, at the epochs that lie beside its activations."""

from chemins.clusters.stages import read_stages
from chemins.jobs import job
from chemins.measures.while_learning.epochs import write_epochs
from chemins.measures.while_learning.following import Movable
from chemins.measures.while_learning.last_epoch import read_groups, read_last_epoch
from chemins.networks.given_epochs import check_last, epoch_folders, read_epoch


def follow_given(settings, run, inputs, outputs) -> None:
    """inputs: name -> files: `given`, the folder of epochs, `stages`, the table of the run's paths
    where not all hidden layers are stages, and what read_last_epoch reads. outputs: `paths`,
    `embeddings` and `measures` to write. There is no network to ask about moves.
    """
    what = f"run {run}, network.path"
    folders = epoch_folders(inputs["given"], what)
    last, files = read_last_epoch(settings, inputs), inputs["activations"]
    sample_id = read_groups(files, ["sample_id"])["sample_id"]
    own, end = read_groups(files, settings["layers"], last.kept), max(folders)

    def read(epoch):
        return read_epoch(folders[epoch], own, sample_id, last.kept, what)

    check_last(read(end), own, folders[end], what)

    def ask(epoch):
        return own if epoch == end else read(epoch)

    layers, hidden = ["pixels", *settings["layers"]], settings["hidden"]
    stages = read_stages(inputs["stages"] or None, layers, hidden)
    write_epochs([*folders], ask, last, Movable({}, None), {**settings, "stages": stages}, outputs)


if "snakemake" in globals():
    job.run(follow_given, snakemake)
