# syntax=docker/dockerfile:1
# The compiler as an image: docker build --tag spindle .
# A fleet is mounted where it works: docker run --rm --volume "$PWD:/work:ro" spindle check
# The agent as another: docker build --target agent --tag spindle-agent .

FROM swift:6.3-bookworm AS source
WORKDIR /spindle
COPY scripts/install-dependencies scripts/install-onnxruntime scripts/
RUN scripts/install-dependencies
COPY Package.swift ./
COPY Sources Sources
COPY Benchmarks Benchmarks
COPY Tests Tests

# What has been compiled is kept between builds, so what is wanted of it is copied out of the cache.
FROM source AS agent-build
RUN --mount=type=cache,target=/spindle/.build \
    swift build --configuration release --product spindle-agent --static-swift-stdlib && \
    scripts/install-onnxruntime && \
    install -D --strip .build/release/spindle-agent /out/bin/spindle-agent && \
    install -D --mode 644 --target-directory /out/lib/spindle .build/onnxruntime/libonnxruntime.* && \
    install -D --mode 644 --target-directory /out/share/spindle/classifier Sources/Classifier/Model/*

# No shell and no package manager: what requests come from outside to has nothing else in it.
FROM gcr.io/distroless/cc-debian12:nonroot AS agent
COPY --from=agent-build /lib/*-linux-gnu/libz.so.1 /lib/
COPY --from=agent-build /out /usr/local
LABEL org.opencontainers.image.title="spindle-agent" \
      org.opencontainers.image.description="Routes prompts to self-hosted language models, and wakes them." \
      org.opencontainers.image.version="0.1.0"
USER 65532:65532
ENTRYPOINT ["spindle-agent"]

FROM source AS build
RUN --mount=type=cache,target=/spindle/.build \
    swift build --configuration release --product spindle --static-swift-stdlib && \
    install -D --strip .build/release/spindle /out/spindle

FROM debian:bookworm-slim
# The versions are those that Debian 12 has: what the build stage linked against.
# hadolint ignore=DL3008
RUN apt-get update && \
    apt-get install --yes --no-install-recommends libgit2-1.5 libjsonnet0 libstdc++6 libyaml-0-2 && \
    rm -rf /var/lib/apt/lists/*
# A mounted repository belongs to somebody outside. Nothing in here runs what a repository could be made to contain.
RUN printf '[safe]\n\tdirectory = *\n' > /etc/gitconfig
COPY --from=build /out/spindle /usr/local/bin/spindle

LABEL org.opencontainers.image.title="spindle" \
      org.opencontainers.image.description="Compiles fleets of self-hosted language models." \
      org.opencontainers.image.version="0.1.0"

USER 65532:65532
WORKDIR /work
ENTRYPOINT ["spindle"]
