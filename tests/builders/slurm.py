"""A SLURM of two nodes on this machine alone: its own keys, ports and folder, no root needed.

    with loopback(folder) as slurm:
        subprocess.run(["sbatch", …], env=os.environ | slurm.environment)

Its daemons run in the foreground as children of this process, so what is stopped is what was
started. There is no slurmdbd, as on many small clusters; jobs stay in `squeue --states=all`.
"""

import getpass
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "srun")
NODES = ("n1", "n2")
CPUS = 4  # of each node: more than there may be, so that jobs queue for the scheduler's reasons
MEMORY = 8000  # MiB of each node
PATH = f"{os.environ['PATH']}:/usr/sbin:/sbin"
PATIENCE = 300  # seconds for a daemon to answer, or for a job to start where all cores are busy

CONFIG = """
ClusterName=loopback
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool-%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd-%n.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
# Memory beyond what a job asked for ends it; without cgroups, found by looking every two seconds.
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=2
JobAcctGatherParams=OverMemoryKill,UsePss
AccountingStorageType=accounting_storage/none
MinJobAge={min_job_age}
SchedulerType=sched/backfill
SchedulerParameters=sched_min_interval=0,batch_sched_delay=0,bf_interval=2
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
SlurmdParameters=config_overrides
KillWait=2
OverTimeLimit=0
"""
NODE = """
NodeName={name} NodeHostname={host} NodeAddr=127.0.0.1 Port={port} CPUs={cpus} RealMemory={memory}
"""
PARTITION = "PartitionName={name} Nodes={nodes} Default={default} MaxTime=24:00:00 State=UP\n"


@dataclass
class Slurm:
    """A running cluster: where its files are, and what a process needs to talk to it."""

    folder: Path
    seen: int = 0  # jobs that were there before a test
    nodes: dict = field(default_factory=dict)  # name -> process of its slurmd

    @property
    def environment(self):
        return {
            "SLURM_CONF": str(self.folder / "slurm.conf"),
            "PATH": f"{self.folder / 'bin'}:{PATH}",
        }

    def ask(self, *command):
        """The lines that a SLURM command answers."""
        return subprocess.run(
            command, env=os.environ | self.environment, capture_output=True, text=True,
            check=True, timeout=PATIENCE,
        ).stdout.splitlines()  # fmt: skip

    def jobs(self):
        """Every job so far, oldest first: what it asked for and what became of it."""
        names = ("id", "name", "state", "node", "partition", "cpus", "memory", "limit", "comment",
                 "submitted", "started", "ended")  # fmt: skip
        lines = self.ask("squeue", "--noheader", "--states=all", "--sort=i",
                         "--format=%i|%j|%T|%N|%P|%C|%m|%l|%k|%V|%S|%e")  # fmt: skip
        return [dict(zip(names, line.split("|"), strict=True)) for line in lines]


def missing_programs():
    return [name for name in PROGRAMS if shutil.which(name, path=PATH) is None]


@contextmanager
def loopback(folder, min_job_age=86400):
    """Start a cluster in a new folder with a short path (sockets have no room for a long one)."""
    slurm = Slurm(Path(folder))
    write_files(slurm.folder, min_job_age)
    with ExitStack() as daemons:
        munge(slurm, daemons)
        start(slurm, daemons, "slurmctld", "slurmctld", "-D")
        until(lambda: "UP" in "".join(slurm.ask("scontrol", "ping")), "slurmctld", slurm.folder)
        for node in NODES:
            daemons.callback(lambda name=node: stop(slurm.nodes[name]))
            slurm.nodes[node] = started(slurm, node, "slurmd", "-D", "-N", node)
        idle = ("sinfo", "--noheader", "--Node", "--states=idle", "--partition=main", "--format=%N")
        until(lambda: sorted(slurm.ask(*idle)) == sorted(NODES), "the nodes", slurm.folder)
        daemons.callback(cancel_all, slurm)
        yield slurm


def write_files(folder, min_job_age):
    host, user = socket.gethostname().split(".")[0], getpass.getuser()
    ports = free_ports(1 + len(NODES))
    text = CONFIG.format(host=host, user=user, folder=folder, ports=ports, min_job_age=min_job_age)
    for name, port in zip(NODES, ports[1:], strict=True):
        text += NODE.format(name=name, host=host, port=port, cpus=CPUS, memory=MEMORY)
    text += PARTITION.format(name="main", nodes=",".join(NODES), default="YES")
    text += PARTITION.format(name="other", nodes=NODES[-1], default="NO")
    for name in ("state", "bin", *(f"spool-{node}" for node in NODES)):
        (folder / name).mkdir(parents=True)
    (folder / "slurm.conf").write_text(text)
    (folder / "munge.key").write_bytes(secrets.token_bytes(128))
    (folder / "munge.key").chmod(0o600)
    # The SLURM executor takes SLURM_CONF away from the srun inside a job, which on a real cluster
    # finds its configuration without.
    srun = folder / "bin/srun"
    real = shutil.which("srun", path=PATH)
    srun.write_text(f'#!/bin/sh\nSLURM_CONF={folder}/slurm.conf exec {real} "$@"\n')
    srun.chmod(0o755)


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


def munge(slurm, daemons):
    folder = slurm.folder
    files = {"key-file": "munge.key", "socket": "munge.socket", "pid-file": "munge.pid",
             "seed-file": "munge.seed", "log-file": "munge.log"}  # fmt: skip
    options = [f"--{option}={folder / name}" for option, name in files.items()]
    # --force: a temporary folder is not where munged expects its files, which here is no danger.
    start(slurm, daemons, "munged", "munged", "--foreground", "--force", *options)
    until((folder / "munge.socket").exists, "munged", folder)


def start(slurm, daemons, name, program, *arguments):
    """Start a daemon that ends with the block."""
    daemons.callback(stop, started(slurm, name, program, *arguments))


def started(slurm, name, program, *arguments):
    """The process of a daemon; what it says is in NAME.out."""
    with (slurm.folder / f"{name}.out").open("a") as output:
        return subprocess.Popen(
            [shutil.which(program, path=PATH), *arguments],
            env=os.environ | slurm.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def stop(process):
    process.terminate()
    try:
        process.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()


def lose(slurm, node):
    """A node's power goes: its daemon and all that it runs end at once, and tell nobody. The
    controller hears it from whoever looks after the nodes."""
    running = slurm.ask("squeue", "--noheader", f"--nodelist={node}", "--states=running",
                        "--format=%i")  # fmt: skip
    lines = [line for job in running for line in slurm.ask("scontrol", "listpids", job, node)[1:]]
    works = [psutil.Process(int(line.split()[0])) for line in lines]
    parents = {parent for process in works if (parent := process.parent()).name() == "slurmstepd"}
    slurm.nodes[node].kill()
    slurm.nodes[node].wait()
    for process in (*parents, *works):
        process.kill()
    psutil.wait_procs([*parents, *works])
    slurm.ask("scontrol", "update", f"nodename={node}", "state=down", "reason=power")


def bring_back(slurm, node):
    slurm.ask("scontrol", "update", f"nodename={node}", "state=resume")
    slurm.nodes[node] = started(slurm, node, "slurmd", "-D", "-N", node)
    # IDLE*, until it answers; sinfo may go on telling the cores that it had given away.
    told = ("scontrol", "show", "node", node)
    until(lambda: "State=IDLE " in "".join(slurm.ask(*told)), node, slurm.folder)


def cancel_all(slurm):
    """No job survives the cluster: daemons that end leave what they started running."""
    slurm.ask("scancel", f"--user={getpass.getuser()}")
    until(lambda: not slurm.ask("squeue", "--noheader"), "the jobs' end", slurm.folder)


def until(true, what, folder):
    """Wait for another process, but not forever."""
    deadline = time.monotonic() + PATIENCE
    while not answered(true):
        if time.monotonic() > deadline:
            said = "\n".join(path.read_text()[-1500:] for path in folder.glob("*.out"))
            raise TimeoutError(f"waited {PATIENCE} s for {what}\n{said}")
        time.sleep(0.1)


def answered(true):
    try:
        return true()
    except subprocess.CalledProcessError:
        return False
