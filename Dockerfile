# syntax=docker/dockerfile:1
# mitag in a container: docker build -t mitag . && docker run --rm -v "$PWD:/project" mitag classify data/raw

FROM python:3.12-slim AS build
WORKDIR /source
RUN python -m venv /opt/mitag
# Torch's usual build for Linux brings several gigabytes of CUDA; name PyTorch's index of builds for processors to leave them out.
ARG TORCH_INDEX=""
RUN test -z "${TORCH_INDEX}" \
    || /opt/mitag/bin/pip install --no-cache-dir --index-url "${TORCH_INDEX}" "torch>=2.4,<=2.13.0"
COPY pyproject.toml README.md LICENSE ./
COPY pipeline pipeline
COPY data/labeled data/labeled
RUN /opt/mitag/bin/pip install --no-cache-dir ".[postgres]"

FROM python:3.12-slim
RUN useradd --create-home --uid 1000 mitag
COPY --from=build /opt/mitag /opt/mitag
ENV PATH=/opt/mitag/bin:$PATH PYTHONUNBUFFERED=1
USER 1000
WORKDIR /project
VOLUME /project
EXPOSE 8765
ENTRYPOINT ["mitag"]
CMD ["--help"]
