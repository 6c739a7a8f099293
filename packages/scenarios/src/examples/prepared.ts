/** What some examples find on the cluster: code for `kfw console`, in double quotes. */

/** The schema of orders. */
export const order = {
  type: 'record',
  name: 'Order',
  namespace: 'shop',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'total', type: 'int' },
  ],
};

/** A group that has run. */
export const offsetsOfBilling = `
await admin.createTopics([{ topic: "orders", partitions: 3 }]);
await admin.setGroupOffsets("billing", [0, 1, 2].map((partition) => ({ topic: "orders", partition, offset: 0 })));
`;

/** Two orders that failed, and one that could not be decoded. */
export const deadLettersOfOrders = `
await admin.createTopics([{ topic: "orders.dead-letters", partitions: 3 }]);
const headers = (errorClass) => ({
  "kfw-source-topic": "orders", "kfw-source-partition": "0", "kfw-source-offset": "1", "kfw-source-timestamp": "",
  "kfw-source-group": "shop_billing", "kfw-attempts": "4", "kfw-error-class": errorClass, "kfw-error-message": "failed",
  "kfw-first-failed-at": new Date().toISOString(),
});
const letter = { topic: "orders.dead-letters", headers: headers("TypeError"), schema: avro(${JSON.stringify(order)}) };
await deliver([{ ...letter, payload: { id: "B-1", total: 120 }, key: "B-1" }]);
await deliver([{ ...letter, payload: { id: "B-2", total: 3 }, key: "B-2" }]);
await deliver("orders.dead-letters", Buffer.from([1]), { key: "B-3", headers: headers("KFW_DECODE_FAILED") });
`;
