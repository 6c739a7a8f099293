"""Parses a scrape with the parsers of prometheus_client, and prints it as JSON: parse_metrics.py FILE text|openmetrics"""
import json
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as text

file, kind = sys.argv[1:]
with open(file, encoding="utf-8") as scrape:
    families = list({"text": text, "openmetrics": openmetrics}[kind](scrape.read()))
print(
    json.dumps(
        [
            {
                "name": family.name,
                "type": family.type,
                "help": family.documentation,
                "samples": [
                    {"name": sample.name, "labels": sample.labels, "value": str(sample.value)}
                    for sample in family.samples
                ],
            }
            for family in families
        ]
    )
)
