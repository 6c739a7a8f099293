# How this app reaches Kafka, per environment (KFW_ENV, development by default).
# Environment variables come first: KFW_BROKERS, KFW_REGISTRY_URL and the others in .env.example.

common: &common
  clientId: '{{name}}'
  brokers: {{brokers}}
  registry:
    url: {{registry}}

development:
  <<: *common
{{health}}
test:
  <<: *common

production:
  <<: *common
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
