# The packages of requirements.lock, and nothing of the project: docs/containers.md says how it is used.
FROM python:3.12-slim

COPY requirements.lock /tmp/requirements.lock
RUN pip install --no-cache-dir --require-hashes --compile -r /tmp/requirements.lock

# Whoever runs it, the project's folder is the one place that is written to.
RUN useradd --no-create-home chemins
USER chemins
WORKDIR /project
ENV HOME=/project XDG_CACHE_HOME=/project/.cache

CMD ["snakemake", "--cores", "all"]
