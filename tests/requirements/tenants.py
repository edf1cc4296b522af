"""What is promised of organizations, pods, inboxes, domains and the keys to them."""

from tests.requirements.rule import Rule, rule

AGENT = "tests/ports/test_rest_agent.py::"
DOMAINS = "tests/ports/test_rest_domains.py::"
KEYS = "tests/ports/test_rest_api_keys.py::"
SDK = "tests/compat/test_python_tenants.py::"
SDK_DOMAINS = "tests/compat/test_python_domains.py::"
TENANCY = "tests/ports/test_rest_tenancy.py::"
TENANTS = "tests/ports/test_rest_tenants.py::"

RULES: tuple[Rule, ...] = (
    rule(
        "access.key",
        "Every operation that is not public asks for a key.",
        TENANCY + "test_nobody_may_do_anything_without_a_key",
    ),
    rule(
        "access.permission",
        "A key does what its flags allow; a refusal names the flag.",
        TENANCY + "test_a_key_without_flags_is_told_the_flag_it_lacks",
        TENANCY + "test_a_key_with_the_one_flag_of_an_operation_may_do_it",
        TENANCY + "test_a_key_with_the_one_flag_of_a_deletion_may_do_it",
    ),
    rule(
        "access.scope",
        "What lies outside a key's scope answers as what does not exist, and no list shows it.",
        TENANCY + "test_what_is_hidden_from_a_stranger_answers_as_what_is_absent",
        TENANCY + "test_a_mount_of_ones_own_opens_nothing_of_a_sibling",
        TENANCY + "test_lists_of_a_stranger_hold_nothing_of_others",
        TENANCY + "test_lists_on_one_mount_hold_nothing_of_a_sibling",
    ),
    rule(
        "access.client_id",
        "A client_id never opens a thing out of reach.",
        TENANCY + "test_a_client_id_opens_nothing_of_a_sibling",
    ),
    rule(
        "auth.me",
        "A key is told which organization, pod or inbox it stands for.",
        TENANTS + "test_a_root_key_stands_for_its_organization",
        SDK + "test_keys_of_pods_and_inboxes_see_their_part",
    ),
    rule(
        "organizations.get",
        "An organization is told with live counts.",
        TENANTS + "test_a_root_key_stands_for_its_organization",
        SDK + "test_the_root_key_stands_for_the_organization",
    ),
    rule(
        "pods.list",
        "Pods are listed, the default one among them.",
        TENANTS + "test_every_organization_has_a_default_pod_that_stays",
    ),
    rule(
        "pods.create",
        "One client_id makes one pod.",
        TENANTS + "test_a_pod_is_made_once_for_a_client_id_and_found_by_it",
        TENANTS + "test_a_client_id_has_plain_characters",
    ),
    rule(
        "pods.get",
        "A pod is found by its id and by its client_id.",
        TENANTS + "test_a_pod_is_made_once_for_a_client_id_and_found_by_it",
    ),
    rule(
        "pods.delete",
        "A pod goes when it is empty; the default pod stays.",
        SDK + "test_a_pod_lives_from_creation_to_deletion",
        TENANTS + "test_every_organization_has_a_default_pod_that_stays",
        DOMAINS + "test_a_pod_with_domains_stays",
    ),
    rule("api_keys.list", "Keys are listed newest first.", KEYS + "test_keys_are_listed_newest_first"),
    rule(
        "api_keys.create",
        "The secret is shown once; no key gives more than it has; none outlives its time.",
        KEYS + "test_a_key_shows_its_secret_once",
        KEYS + "test_a_key_cannot_give_more_than_it_has",
        KEYS + "test_a_key_ends_at_its_time",
        KEYS + "test_public_keys_are_told_to_be_unsupported",
    ),
    rule(
        "api_keys.get",
        "A key is read back with every flag spelled out, without its secret.",
        KEYS + "test_a_restricted_key_does_what_its_flags_say_and_shows_them_all",
        SDK + "test_a_restricted_key_shows_its_flags",
    ),
    rule(
        "api_keys.update",
        "A changed key gains nothing its changer lacks.",
        KEYS + "test_a_key_cannot_give_more_than_it_has",
    ),
    rule("api_keys.delete", "A deleted key opens nothing.", KEYS + "test_a_deleted_key_opens_nothing"),
    rule(
        "inboxes.list",
        "Pages of inboxes follow each other without gap or overlap, within the pod.",
        TENANTS + "test_pages_of_inboxes_follow_each_other_without_gap_or_overlap",
        TENANTS + "test_a_pod_holds_its_inboxes_apart",
    ),
    rule(
        "inboxes.search",
        "Inboxes are found by how words of address and name begin.",
        TENANTS + "test_inboxes_are_found_by_the_beginning_of_a_word",
    ),
    rule(
        "inboxes.create",
        "An inbox needs nothing to be made; a taken address comes with free ones.",
        TENANTS + "test_an_inbox_without_a_body_gets_a_name",
        TENANTS + "test_a_taken_address_comes_with_three_suggestions",
    ),
    rule(
        "inboxes.get",
        "An inbox is read as it was made.",
        TENANTS + "test_an_inbox_is_made_read_changed_and_deleted",
        SDK + "test_an_inbox_keeps_what_it_is_given",
    ),
    rule(
        "inboxes.update",
        "A change changes something; metadata is merged.",
        TENANTS + "test_a_change_of_an_inbox_must_change_something_known",
        SDK + "test_an_inbox_keeps_what_it_is_given",
    ),
    rule(
        "inboxes.delete",
        "A deleted inbox is gone with its files and its part of the log.",
        TENANTS + "test_an_inbox_is_made_read_changed_and_deleted",
        "tests/ports/test_rest_files.py::test_files_go_with_their_inbox",
        "tests/ports/test_tables_events.py::test_a_deleted_inbox_leaves_nothing_in_the_log",
    ),
    rule("domains.list", "Pages hold each domain once.", DOMAINS + "test_pages_hold_each_domain_once"),
    rule(
        "domains.create",
        "A domain comes with its records, once, and to one organization.",
        DOMAINS + "test_a_domain_comes_with_its_records_and_is_good_at_once_in_the_captured_world",
        DOMAINS + "test_a_domain_is_made_once",
        DOMAINS + "test_what_is_no_domain_is_refused",
        "tests/ports/test_rest_claims.py::test_a_domain_goes_to_one",
    ),
    rule(
        "domains.get",
        "A domain shows its records and never its private key.",
        DOMAINS + "test_a_private_key_is_never_shown",
        SDK_DOMAINS + "test_a_domain_lives_from_creation_to_deletion",
    ),
    rule(
        "domains.update",
        "Options change together with the records they need.",
        DOMAINS + "test_options_change_with_the_records_they_need",
    ),
    rule(
        "domains.delete",
        "Inboxes of a deleted domain stay readable and fall silent.",
        DOMAINS + "test_inboxes_of_a_deleted_domain_stay_readable_and_fall_silent",
    ),
    rule(
        "domains.verify",
        "A verification is told once each time it comes.",
        DOMAINS + "test_verification_is_told_once_each_time_it_comes",
        SDK_DOMAINS + "test_verification_is_heard_live",
    ),
    rule("domains.zone_file", "The records as a zone file.", DOMAINS + "test_a_zone_file_is_plain_text"),
    rule("domains.setup_link", "No link sets a domain up.", DOMAINS + "test_no_link_sets_a_domain_up"),
    rule(
        "agent.sign_up",
        "An agent signs itself up; only its human can lift its limits.",
        AGENT + "test_an_agent_gets_an_organization_an_inbox_and_a_key",
        AGENT + "test_an_unverified_agent_writes_to_its_human_alone_and_ten_times_a_day",
        AGENT + "test_a_network_signs_up_so_many_in_an_hour",
        AGENT + "test_the_operator_can_turn_sign_up_off",
    ),
    rule(
        "agent.attach_human",
        "A human is attached later, and replaced twice at most.",
        AGENT + "test_without_a_human_an_agent_only_receives",
        AGENT + "test_a_human_is_replaced_twice_at_most",
    ),
    rule(
        "agent.verify",
        "The mailed code lifts the limits; ten wrong ones close the door.",
        AGENT + "test_the_human_is_mailed_a_code_that_lifts_the_limits",
        AGENT + "test_ten_wrong_codes_close_the_door_until_the_code_expires",
    ),
)
