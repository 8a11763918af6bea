/**
 * Who may what, written a second time: a declaration that comes to stand in another area than it was thought for is found by
 * this list, since everything else about access is computed from the declaration. `!` marks what belongs to the operator.
 */
import type { Area } from '@gantry/shared/vocabulary/areas';

export const whoMay: Readonly<Record<Area, string>> = {
  public: `
    health.live health.ready health.serving
    access.accept_invitation access.ask_password_reset access.pair_kiosk access.read_invitation access.reset_password
    access.sign_in access.sign_out
    returns.of_page returns.photo_on_page returns.request_on_page returns.send_photo_on_page
    tracking.brand_logo tracking.lookup tracking.public
    tracking.webhook tracking.webhook_at_secret tracking.webhook_query tracking.webhook_query_at_secret`,
  personal: `
    access.begin_second_factor access.change_password access.change_profile access.confirm_second_factor
    access.end_second_factor access.end_sessions access.list_merchants access.list_sessions access.me access.read_profile
    access.read_second_factor fulfillment.change fulfillment.change_by_body fulfillment.change_package
    fulfillment.end_walk fulfillment.get fulfillment.get_walk fulfillment.label_package fulfillment.list
    fulfillment.names fulfillment.open_package fulfillment.pack fulfillment.packing_slip fulfillment.pick fulfillment.pick_list
    fulfillment.put_back fulfillment.put_backs fulfillment.read_barcode fulfillment.remove_package
    fulfillment.short_pick fulfillment.start_walk fulfillment.stations fulfillment.unlabel_package fulfillment.unpack
    fulfillment.unpick fulfillment.walk_pick fulfillment.walks wall.snapshot`,
  staff: `
    fulfillment.assign_station fulfillment.bulk fulfillment.change_dropship fulfillment.change_pickup
    fulfillment.change_station! fulfillment.counts fulfillment.dashboard fulfillment.dropship_counts
    fulfillment.dropships fulfillment.exceptions fulfillment.pickup_counts fulfillment.pickups
    fulfillment.settle_exception fulfillment.split fulfillment.vendor_order
    insights.exceptions insights.performance insights.scorecards
    inventory.change_purchase_order inventory.get_purchase_order inventory.place_purchase_order inventory.purchase_orders
    inventory.receive_purchase_order inventory.reorder_alerts
    inventory.archive_product inventory.availability inventory.balances inventory.count inventory.get_product inventory.levels
    inventory.list_channel_rules inventory.list_locations inventory.list_mappings inventory.list_products
    inventory.list_unmapped inventory.list_vendors inventory.list_warehouses inventory.map_listing inventory.move
    inventory.movements inventory.receive_transfer inventory.save_location! inventory.save_product inventory.save_vendor
    inventory.send_transfer inventory.transfers inventory.unmap_listing
    orders.actions orders.amend orders.board orders.bulk orders.cancel orders.cancel_line orders.get orders.get_erp orders.hold
    orders.id_map orders.list
    returns.change returns.counts returns.get returns.list returns.request returns.returnable
    orders.merge orders.place returns.photo returns.send_photo orders.release orders.retry_from_source orders.unmerge shipping.create shipping.get shipping.list
    tracking.brands tracking.by_number tracking.carrier_quality tracking.connections tracking.eta_accuracy tracking.events
    tracking.exceptions tracking.message tracking.poll_now tracking.preview_status_map tracking.replay!
    tracking.replay_differences! tracking.shipments tracking.status_map tracking.status_maps tracking.timeline
    tracking.unmapped_codes`,
  manager: `
    access.add_analyst access.add_kiosk access.add_merchant! access.change_merchant! access.change_rights
    access.disable_person access.enable_person access.end_persons_sessions access.invite_again access.invite_person
    access.issue_key access.link_to_password access.list_analysts access.list_keys access.list_kiosks access.list_log access.list_mail!
    access.list_people access.pair_again access.revoke_analyst access.revoke_key access.revoke_kiosk access.rotate_key
    audit.export_json audit.export_pdf audit.find audit.get audit.verify
    fulfillment.save_station!
    inventory.close_warehouse! inventory.save_channel_rules inventory.save_warehouse!
    metrics.read! orders.mend_id_map orders.save_erp
    privacy.erase privacy.export privacy.find privacy.list_erasures
    settings.change! settings.get! settings.history! settings.list! settings.undo! system.read!
    tracking.apply_replay! tracking.configure_brand tracking.configure_connection! tracking.correct
    tracking.save_status_map! tracking.start_replay!
    trash.discard trash.get trash.get_run trash.list trash.read_source trash.repair trash.retry trash.retry_from_source
    trash.start_run`,
};
