# syntax=docker/dockerfile:1
ARG NODE_VERSION=24

# Compiles the app to dist.
FROM node:${NODE_VERSION}-slim AS build
WORKDIR /srv/app
COPY package.json package-lock.json ./
{{copyVendor}}RUN npm ci
COPY . .
RUN npm run build

# The packages that the app needs to run, and no others.
FROM node:${NODE_VERSION}-slim AS packages
WORKDIR /srv/app
COPY package.json package-lock.json ./
{{copyVendor}}RUN npm ci --omit=dev

# The files belong to root, and the app runs as a user that cannot change them.
FROM node:${NODE_VERSION}-slim
ENV NODE_ENV=production KFW_ENV=production
WORKDIR /srv/app
COPY --from=packages /srv/app/node_modules ./node_modules
COPY package.json ./
COPY config/kafka.yml ./config/
COPY --from=build /srv/app/dist ./dist
USER node
# Process 1 is the app itself, without npm or a shell in between, so that it gets SIGTERM and stops in order.
CMD ["node", "node_modules/kfw/bin/kfw.js", "server"]
