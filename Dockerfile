# syntax=docker/dockerfile:1
# Another registry or base image: --build-arg REGISTRY=registry.example.com/library --build-arg BASE=node:24-bookworm-slim
ARG REGISTRY=docker.io/library
ARG BASE=node:24-bookworm-slim

FROM ${REGISTRY}/${BASE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Another npm registry: --build-arg NPM_REGISTRY=https://…
ARG NPM_REGISTRY=
RUN ${NPM_REGISTRY:+env npm_config_registry=$NPM_REGISTRY} npm ci --omit=dev --ignore-scripts

FROM ${REGISTRY}/${BASE}
ENV NODE_ENV=production \
    DATA_DIR=/data \
    HTTP_HOST=127.0.0.1
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY src ./src
COPY feeds ./feeds
COPY templates ./templates
# The only folder that is written; a named volume takes over its owner.
RUN mkdir /data && chown node:node /data
VOLUME /data
USER node
# Liveness of the worker itself; it needs no server and no port.
HEALTHCHECK --interval=60s --timeout=10s --start-period=30s --retries=3 \
  CMD ["node", "src/main.ts", "status", "--healthy"]
# Node as PID 1 gets SIGTERM itself: the request in flight is finished, then the program exits.
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "src/main.ts"]
CMD ["start"]
