"""Look at a network that was trained elsewhere, at the epochs that lie beside its activations."""

from chemins.jobs import job
from chemins.measures.epochs import write_epochs
from chemins.measures.following import Movable
from chemins.measures.last_epoch import read_groups, read_last_epoch
from chemins.networks.given_epochs import check_last, epoch_folders, read_epoch


def follow_given(settings, run, inputs, outputs) -> None:
    """inputs: name -> files: `given`, the folder of epochs, and what read_last_epoch reads.
    outputs: `paths`, `embeddings` and `measures` to write. There is no network to ask about moves.
    """
    what = f"run {run}, network.path"
    folders = epoch_folders(inputs["given"], what)
    last = read_last_epoch(settings, inputs)
    own, end = read_groups(inputs["activations"], settings["layers"]), max(folders)
    check_last(read_epoch(folders[end], own, last.sample_id, what), own, folders[end], what)

    def ask(epoch):
        return own if epoch == end else read_epoch(folders[epoch], own, last.sample_id, what)

    write_epochs([*folders], ask, last, Movable({}, None), settings, outputs)


if "snakemake" in globals():
    job.run(follow_given, snakemake)
