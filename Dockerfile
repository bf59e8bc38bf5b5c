FROM node:24-slim
WORKDIR /app

COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

COPY . .
RUN node src/build/build.mjs && mkdir /data && chown node:node /data

ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data
VOLUME /data
EXPOSE 8080
USER node
HEALTHCHECK CMD node -e "fetch('http://127.0.0.1:' + (process.env.PORT || 8080) + '/api/ready').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"
CMD ["node", "src/build/koapress.mjs", "start"]
