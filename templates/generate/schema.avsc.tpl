{
  "type": "record",
  "name": "{{schemaClass}}",
  "fields": [
    { "name": "eventName", "type": "string" },
    {
      "name": "payload",
      "type": {
        "type": "record",
        "name": "{{payloadClass}}",
        "fields": [{ "name": "id", "type": "long" }]
      }
    }
  ]
}
