# How this app reaches Kafka, per environment (KFW_ENV, development by default).
# Environment variables come first: KFW_BROKERS, KFW_REGISTRY_URL and the others in .env.example.

common: &common
  clientId: '{{name}}'

development:
  <<: *common
  # kfw's own broker and schema registry: the first command that needs them starts them, their data is in .kfw.
  embedded: true
{{health}}
test:
  <<: *common
  embedded: true

# Production is Apache Kafka. These are the addresses of docker-compose.yml.
production:
  <<: *common
  brokers: {{brokers}}
  registry:
    url: {{registry}}
{{productionHealth}}  # ${NAME} is read from the environment when the app starts.
  # brokers: ['${BROKER_1}', '${BROKER_2}', '${BROKER_3}']
  # tls: true
  # sasl:
  #   mechanism: scram-sha-512
  #   username: ${KAFKA_USERNAME}
  #   password: ${KAFKA_PASSWORD}
  # registry:
  #   url: ${REGISTRY_URL}
  #   username: ${REGISTRY_USERNAME}
  #   password: ${REGISTRY_PASSWORD}
