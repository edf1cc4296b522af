"""What is promised at the doors: SMTP, the form of answers, the process, and programs run beside it."""

from tests.requirements.rule import Rule, rule

BAD_INPUT = "tests/ports/test_rest_bad_input.py::"
CONNECTIONS = "tests/ports/test_smtp_connections.py::"
DELIVERY = "tests/ports/test_services_delivery.py::"
DIALOGUES = "tests/dialogues/"
ERRORS = "tests/ports/test_rest_errors.py::"
FIRST_RUN = "tests/e2e/test_first_run.py::"
REFERENCE = "tests/ports/test_rest_reference.py::"
RUN = "tests/e2e/test_run.py::"
TENANTS = "tests/ports/test_rest_tenants.py::"

RULES: tuple[Rule, ...] = (
    rule(
        "errors.envelope",
        "A refusal names itself, what is wrong and a way out.",
        ERRORS + "test_a_refusal_names_itself_and_a_way_out",
        ERRORS + "test_a_malformed_query_names_the_value",
        "tests/compat/test_python_errors.py::test_what_is_malformed_is_a_validation_error",
    ),
    rule(
        "errors.bodies",
        "A body that is too large or malformed is refused without harm.",
        BAD_INPUT + "test_a_body_that_is_announced_too_large_is_refused_unread",
        BAD_INPUT + "test_a_hostile_body_is_malformed",
    ),
    rule(
        "paging.tokens",
        "A page token serves its own list, filters and tenant, unchanged.",
        BAD_INPUT + "test_a_token_serves_no_other_list",
        BAD_INPUT + "test_a_token_serves_nobody_else",
        BAD_INPUT + "test_a_token_serves_no_other_filter_and_bears_no_change",
    ),
    rule(
        "health.live",
        "The process says that it is up, without a key.",
        TENANTS + "test_the_process_is_up_and_ready_without_a_key",
    ),
    rule(
        "health.ready",
        "The process says that it is ready, without a key.",
        TENANTS + "test_the_process_is_up_and_ready_without_a_key",
    ),
    rule(
        "reference.openapi",
        "Every route is described once, and answers as described.",
        REFERENCE + "test_every_route_is_described_once",
        "tests/e2e/test_openapi.py::test_an_operation_answers_as_described",
    ),
    rule(
        "reference.page",
        "The page of the API works without the network.",
        REFERENCE + "test_the_page_runs_and_loads_nothing_but_its_own",
    ),
    rule(
        "reference.text",
        "Language models are told every operation.",
        REFERENCE + "test_language_models_are_told_every_operation",
    ),
    rule(
        "smtp.acceptance",
        "Mail gets its 250 only when it is stored; who is not here is refused at once.",
        DIALOGUES + "mail_is_taken.smtp",
        DIALOGUES + "bad_recipients_are_refused.smtp",
        DIALOGUES + "relaying_is_denied.smtp",
        "tests/ports/test_smtp_server.py::test_a_service_that_raises_makes_a_temporary_failure",
    ),
    rule(
        "smtp.smuggling",
        "A mail ends at CRLF dot CRLF and nowhere else.",
        DIALOGUES + "smuggling_lf_dot_lf.smtp",
        DIALOGUES + "smuggling_cr_dot_cr.smtp",
        DIALOGUES + "smuggling_lf_dot_crlf.smtp",
    ),
    rule(
        "smtp.starttls",
        "STARTTLS encrypts the rest and forgets what came before.",
        DIALOGUES + "starttls_forgets_what_was_sent_in_the_clear.smtp",
        CONNECTIONS + "test_starttls_encrypts_the_rest_of_the_session",
    ),
    rule(
        "smtp.extensions",
        "Pipelining, chunking and international addresses are served.",
        DIALOGUES + "pipelined_commands_are_answered_in_order.smtp",
        DIALOGUES + "chunks_make_a_mail.smtp",
        DIALOGUES + "smtputf8_addresses_need_smtputf8.smtp",
    ),
    rule(
        "smtp.patience",
        "Neither silent nor greedy clients hold up the others.",
        CONNECTIONS + "test_a_silent_client_is_told_and_hung_up_on",
        CONNECTIONS + "test_one_address_cannot_take_all_connections",
        "tests/ports/test_smtp_server.py::test_a_slow_mail_holds_up_its_own_session_only",
    ),
    rule(
        "delivery.once",
        "Mail between own inboxes arrives once, however often its delivery runs.",
        DELIVERY + "test_mail_between_own_inboxes_arrives_as_it_was_sent",
        DELIVERY + "test_a_delivery_that_runs_twice_delivers_once",
        DELIVERY + "test_an_address_without_an_inbox_bounces",
    ),
    rule(
        "delivery.crashes",
        "What was promised outlives a process killed at any moment, exactly once.",
        "tests/e2e/test_crashes.py::test_nothing_promised_is_lost_or_doubled_by_kills_at_random_moments",
        "tests/ports/test_sqlite.py::test_every_acknowledged_write_survives_a_killed_process",
    ),
    rule(
        "process.start",
        "A first start shows the way; one that cannot be says why.",
        FIRST_RUN + "test_the_lines_of_the_welcome_work_in_a_shell",
        FIRST_RUN + "test_a_taken_port_is_told",
        FIRST_RUN + "test_a_second_process_on_the_same_data_is_refused",
        FIRST_RUN + "test_only_its_owner_may_read_the_data",
    ),
    rule(
        "process.stop",
        "A stop lets the mail in progress finish.",
        FIRST_RUN + "test_a_stop_lets_the_mail_in_progress_finish",
        CONNECTIONS + "test_a_mail_in_progress_is_finished_before_the_server_stops",
    ),
    rule(
        "run.unchanged",
        "Programs of the hosted service run unchanged against this server.",
        RUN + "test_every_named_environment_is_this_server",
        RUN + "test_the_program_holds_the_root_key",
        "tests/e2e/test_examples.py::test_every_example_is_tested",
    ),
    rule(
        "queries.indexes",
        "Hot queries follow an index at any size.",
        "tests/ports/test_explain.py::test_hot_queries_are_led_by_their_index_without_a_full_scan_or_a_sort",
    ),
)
