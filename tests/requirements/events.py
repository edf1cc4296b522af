"""What is promised of events: heard live, fetched later, sent to webhooks, counted."""

from tests.requirements.rule import Rule, rule

EVENTS = "tests/ports/test_rest_events.py::"
INBOX_EVENTS = "tests/ports/test_services_inbox_events.py::"
LOG = "tests/ports/test_tables_events.py::"
METRICS = "tests/ports/test_rest_metrics.py::"
POLLING = "tests/ports/test_rest_polling_webhooks.py::"
STREAM = "tests/ports/test_rest_stream.py::"
WEBHOOKS = "tests/ports/test_rest_webhooks.py::"
WORLD = "tests/ports/test_rest_world.py::"

RULES: tuple[Rule, ...] = (
    rule(
        "events.log",
        "The log is read in commit order, and no reader passes over an event.",
        LOG + "test_events_are_read_in_order_and_on_from_any_of_them",
        LOG + "test_a_younger_transaction_with_a_lower_number_is_not_passed_over",
        LOG + "test_a_received_mail_is_told_of_with_its_bodies_and_thread",
        LOG + "test_a_frame_is_at_most_a_megabyte",
    ),
    rule(
        "events.list",
        "A client goes on from the last event it saw, waiting if it likes, or listens to a stream.",
        EVENTS + "test_a_client_goes_on_from_answer_to_answer",
        EVENTS + "test_an_answer_waits_for_the_next_event",
        EVENTS + "test_a_stream_goes_on_from_the_last_event_that_was_heard",
    ),
    rule(
        "stream.subscribe",
        "A socket hears the types, pods and inboxes it asked for, of its own scope, with bodies.",
        STREAM + "test_a_subscriber_hears_of_new_mail_with_its_bodies",
        STREAM + "test_a_subscription_is_echoed_and_keeps_what_it_asked_for",
        STREAM + "test_restricted_events_are_heard_only_when_named",
        "tests/ports/test_services_stream.py::test_a_key_hears_its_own_scope_only",
        "tests/compat/test_python_stream.py::test_every_frame_is_as_the_models_say",
    ),
    rule(
        "stream.upgrade",
        "A wrong key is refused before the upgrade; a deleted key ends its sockets.",
        STREAM + "test_an_upgrade_that_may_not_be_is_refused",
        STREAM + "test_a_deleted_key_ends_its_connections",
        "tests/compat/test_python_stream.py::test_a_wrong_key_is_refused_before_the_upgrade",
    ),
    rule(
        "stream.replay",
        "Who comes back hears what was missed, and then what is new.",
        STREAM + "test_a_client_that_comes_back_hears_what_it_missed_and_goes_on",
        "tests/ports/test_services_replay.py::test_no_event_is_lost_or_repeated_where_the_log_meets_the_present",
    ),
    rule(
        "inbox_events.list",
        "Labels that came on or off are logged for each message, each once, without what is hidden.",
        INBOX_EVENTS + "test_the_labels_a_message_arrives_with_are_logged",
        INBOX_EVENTS + "test_pages_hold_every_event_once",
        INBOX_EVENTS + "test_what_a_label_hides_is_hidden_in_the_log_too",
    ),
    rule("webhooks.list", "Pages of webhooks.", WEBHOOKS + "test_pages_lose_and_repeat_nothing"),
    rule(
        "webhooks.create",
        "A webhook listens to its types and places; one client_id makes one.",
        WEBHOOKS + "test_a_webhook_shows_what_it_was_made_with_and_its_secret",
        WEBHOOKS + "test_a_client_id_makes_one_webhook",
        WEBHOOKS + "test_what_cannot_be_is_refused",
    ),
    rule(
        "webhooks.get",
        "A webhook is found where it belongs.",
        WEBHOOKS + "test_a_webhook_belongs_to_where_it_was_made",
    ),
    rule(
        "webhooks.update",
        "Places are added and removed; types are replaced.",
        WEBHOOKS + "test_a_narrowed_webhook_gains_and_loses_inboxes_and_keeps_one",
        WEBHOOKS + "test_event_types_are_replaced_or_left",
    ),
    rule("webhooks.delete", "A deleted webhook is gone.", WEBHOOKS + "test_a_deleted_webhook_is_gone"),
    rule(
        "webhooks.get_headers",
        "Of headers the names are shown.",
        WEBHOOKS + "test_header_values_are_never_shown",
    ),
    rule(
        "webhooks.update_headers",
        "Headers are set and removed.",
        WEBHOOKS + "test_header_values_are_never_shown",
    ),
    rule(
        "webhooks.rotate_secret",
        "A secret changes when it is rotated.",
        WEBHOOKS + "test_a_secret_changes_only_when_it_is_rotated",
    ),
    rule(
        "webhooks.test",
        "A test call says what came of it.",
        WEBHOOKS + "test_a_test_call_says_what_came_of_it",
    ),
    rule(
        "webhooks.list_deliveries",
        "The log of a webhook shows deliveries and attempts.",
        WEBHOOKS + "test_the_log_shows_deliveries_and_their_attempts",
    ),
    rule(
        "webhooks.get_delivery",
        "A delivery shows its attempts.",
        WEBHOOKS + "test_the_log_shows_deliveries_and_their_attempts",
    ),
    rule(
        "webhooks.redeliver",
        "A delivery is sent again.",
        WEBHOOKS + "test_the_log_shows_deliveries_and_their_attempts",
    ),
    rule(
        "polling_webhooks.list",
        "Those made on the route are listed, without their tokens.",
        POLLING + "test_lists_hold_what_was_made_on_their_route_without_tokens",
    ),
    rule(
        "polling_webhooks.create",
        "Making it again gives a fresh token; ten fit into a place.",
        POLLING + "test_making_it_again_gives_a_fresh_token_that_ends_the_one_before",
        POLLING + "test_ten_of_them_fit_into_a_place",
    ),
    rule(
        "polling_webhooks.get",
        "It is read without its token.",
        POLLING + "test_lists_hold_what_was_made_on_their_route_without_tokens",
    ),
    rule(
        "polling_webhooks.delete",
        "Deleting it ends its token.",
        POLLING + "test_deleting_it_ends_its_token",
    ),
    rule(
        "polling_webhooks.events",
        "Events wait in order; a token reads its own webhook.",
        POLLING + "test_events_wait_in_order_and_polling_goes_on_behind_them",
        POLLING + "test_a_token_reads_its_own_webhook_and_nothing_else",
    ),
    rule(
        "metrics.events",
        "Events are counted at their time, within the mount, in buckets.",
        METRICS + "test_every_event_is_a_point_at_its_time",
        METRICS + "test_a_mount_counts_what_is_in_it",
        METRICS + "test_buckets_are_multiples_of_the_period_and_hold_sums",
    ),
    rule("metrics.usage", "Usage is a running total.", METRICS + "test_usage_is_a_running_total"),
    rule(
        "metrics.rates",
        "Rates are shares of the recipients in a window.",
        METRICS + "test_rates_are_shares_of_the_recipients_in_a_rolling_window",
    ),
    rule(
        "metrics.list",
        "Older clients read what they know.",
        METRICS + "test_the_oldest_clients_read_times",
        METRICS + "test_older_clients_read_counts_as_newer_ones_do",
    ),
    rule(
        "world.list",
        "Captured mail is listed newest first.",
        WORLD + "test_captured_mail_is_listed_newest_first",
    ),
    rule(
        "world.list_to",
        "Captured mail is found by its recipient.",
        WORLD + "test_captured_mail_is_found_by_its_recipient",
    ),
)
