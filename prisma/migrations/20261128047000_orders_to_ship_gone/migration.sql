-- Which orders wait for a shipment is said by their own stage since goods are issued by the order.
DROP TABLE IF EXISTS "orders_to_ship";
DELETE FROM "checkpoints" WHERE "subscriber" = 'shipping.to_ship';
