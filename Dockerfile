# syntax=docker/dockerfile:1
# Another registry or base image: --build-arg REGISTRY=registry.example.com/library --build-arg BASE=node:24-bookworm-slim
# A release passes BASE with its digest (node:24-bookworm-slim@sha256:…), see .github/workflows/release.yml.
ARG REGISTRY=docker.io/library
ARG BASE=node:24-bookworm-slim

# The bundle is the same on every architecture, so it is made once, on the builder's own.
FROM --platform=$BUILDPLATFORM ${REGISTRY}/${BASE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Another npm registry: --build-arg NPM_REGISTRY=https://…
ARG NPM_REGISTRY=
RUN ${NPM_REGISTRY:+env npm_config_registry=$NPM_REGISTRY} npm ci --ignore-scripts
COPY rolldown.config.mts ./
COPY src ./src
RUN npm run build

# Node without npm, corepack, yarn and headers.
FROM ${REGISTRY}/${BASE} AS node
RUN rm -rf /usr/local/lib/node_modules /usr/local/include /usr/local/share/doc /usr/local/share/man /opt/yarn* \
      /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn /usr/local/bin/yarnpkg \
 && printf '#!/bin/sh\nexec node /app/dist/main.js "$@"\n' > /usr/local/bin/digest && chmod 755 /usr/local/bin/digest \
 && mkdir -p /data /config && chown node:node /data /config

FROM scratch
COPY --from=node / /
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    NODE_ENV=production \
    DATA_DIR=/data \
    MALLOC_ARENA_MAX=1 \
    HTTP_HOST=127.0.0.1
WORKDIR /app
COPY LICENSE .env.example ./
COPY feeds ./feeds
COPY templates ./templates
COPY --from=build /app/dist ./dist
ARG VERSION=
ARG REVISION=
LABEL org.opencontainers.image.title="AI News Digest" \
      org.opencontainers.image.description="Reads AI news feeds, turns them into one ranked daily digest, and delivers it to a WeCom group robot." \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# State, and the user's own .env and feeds/, which setup writes; a named volume takes over the owner.
VOLUME /data
WORKDIR /config
USER node
# Liveness of the worker itself; it needs no server and no port.
HEALTHCHECK --interval=60s --timeout=10s --start-period=30s --retries=3 \
  CMD ["digest", "status", "--healthy"]
# Node as PID 1 gets SIGTERM itself: the request in flight is finished, then the program exits.
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "/app/dist/main.js"]
CMD ["start"]
