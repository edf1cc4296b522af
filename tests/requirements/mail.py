"""What is promised of messages, threads, drafts, search, lists and files."""

from tests.requirements.rule import Rule, rule

DOWNLOADS = "tests/ports/test_rest_downloads.py::"
DRAFTS = "tests/ports/test_rest_drafts.py::"
FILES = "tests/ports/test_rest_files.py::"
LISTS = "tests/ports/test_services_lists.py::"
MESSAGES = "tests/ports/test_rest_messages.py::"
SDK = "tests/compat/test_python_messages.py::"
SDK_THREADS = "tests/compat/test_python_threads.py::"
SEARCH = "tests/ports/test_rest_search.py::"
SENDING = "tests/ports/test_rest_sending.py::"
SENDING_DRAFTS = "tests/ports/test_rest_drafts_sending.py::"
THREADING = "tests/ports/test_services_threading.py::"
VISIBILITY = "tests/ports/test_services_visibility.py::"

RULES: tuple[Rule, ...] = (
    rule(
        "messages.list",
        "Messages come newest first without bodies, narrowed by every filter, in pages without gap.",
        MESSAGES + "test_messages_are_listed_newest_first_without_bodies",
        MESSAGES + "test_a_list_keeps_what_its_filters_say",
        MESSAGES + "test_pages_of_messages_follow_each_other",
        SDK + "test_every_filter_of_a_list_narrows_it",
    ),
    rule(
        "messages.list.restricted",
        "Spam, blocked, unauthenticated and trashed mail shows when asked for and allowed.",
        MESSAGES + "test_trash_is_hidden_from_lists_until_asked_for",
        VISIBILITY + "test_all_restricted_labels_of_a_mail_must_be_asked_for",
        VISIBILITY + "test_asking_for_a_label_one_may_not_see_is_ignored",
    ),
    rule(
        "messages.get",
        "A message is found however its id is written, with bodies and new words, if it may be seen.",
        MESSAGES + "test_a_message_is_found_however_its_id_is_written",
        MESSAGES + "test_a_message_that_is_not_there_is_404",
        VISIBILITY + "test_without_the_permission_the_mail_is_not_there",
        SDK + "test_a_received_mail_is_told_in_full",
    ),
    rule(
        "messages.get.new_words",
        "A reply shows its new words apart from what it quotes.",
        "tests/ports/test_services_new_words.py::test_a_reply_is_stored_with_its_new_words_apart",
        "tests/ports/test_services_new_words.py::test_a_verification_code_is_served_and_none_is_made_up",
    ),
    rule(
        "messages.update.labels",
        "Labels come and go as texts or lists; those of the server stay its own.",
        MESSAGES + "test_labels_are_added_and_removed_as_texts_or_lists",
        MESSAGES + "test_a_label_of_the_server_cannot_be_set",
    ),
    rule(
        "messages.delete",
        "A deleted message is gone everywhere at once.",
        MESSAGES + "test_a_deleted_message_is_gone_for_good",
        DOWNLOADS + "test_a_link_dies_with_its_message",
        SEARCH + "test_deleted_mail_is_not_found",
    ),
    rule(
        "messages.batch_get",
        "A batch comes in the order asked for, without what is missing.",
        MESSAGES + "test_a_batch_is_got_in_the_order_asked_for_without_the_missing",
    ),
    rule(
        "messages.batch_update",
        "A batch is labelled together or, when malformed, not at all.",
        MESSAGES + "test_a_batch_is_labelled_together",
        MESSAGES + "test_a_malformed_batch_changes_nothing",
    ),
    rule(
        "messages.search",
        "Words, phrases and prefixes find mail of the inbox, best match first, with highlights.",
        SEARCH + "test_a_search_finds_words_of_every_language_best_match_first",
        SEARCH + "test_highlights_mark_what_matched_in_the_fields_that_matched",
        SEARCH + "test_mail_with_a_restricted_label_is_not_found_until_the_label_goes",
        SEARCH + "test_pages_follow_each_other_without_gap_or_repetition",
    ),
    rule(
        "messages.send",
        "A message goes to one or many; what is malformed or refused leaves nothing.",
        SENDING + "test_a_message_is_sent_to_one_address_or_many",
        SENDING + "test_a_malformed_message_is_not_sent",
        SENDING + "test_a_paused_inbox_does_not_send",
        SDK + "test_what_is_sent_is_read_back_as_sent",
    ),
    rule(
        "messages.send.idempotency",
        "One Idempotency-Key sends once and serves one request.",
        SENDING + "test_an_idempotency_key_replays_the_first_answer",
        SENDING + "test_an_idempotency_key_serves_one_request_only",
        "tests/ports/test_services_sending.py::test_a_key_used_twice_at_once_sends_once",
    ),
    rule(
        "messages.send.attachments",
        "Attachments arrive unchanged, also those fetched from a public URL.",
        SENDING + "test_a_large_attachment_arrives_unchanged",
        "tests/ports/test_rest_sending_by_url.py::test_every_way_to_send_fetches_files",
        "tests/ports/test_rest_sending_by_url.py::test_files_of_private_networks_are_not_fetched",
    ),
    rule(
        "messages.reply",
        "A reply goes to the sender in the same thread, quoting it.",
        SENDING + "test_a_reply_goes_to_the_sender_in_the_thread",
        SDK + "test_a_reply_goes_to_the_sender_in_the_same_thread",
    ),
    rule(
        "messages.reply_all",
        "An answer to all goes to everyone but the inbox itself.",
        SENDING + "test_a_reply_to_all_leaves_the_inbox_itself_out",
        SENDING + "test_a_reply_to_all_takes_no_recipients",
    ),
    rule(
        "messages.forward",
        "A forward takes the attachments along.",
        SENDING + "test_a_forward_takes_the_attachments_along",
    ),
    rule(
        "messages.raw",
        "The mail as it came is downloaded by a signed link, for an hour.",
        DOWNLOADS + "test_raw_mail_is_downloaded_through_a_link_without_a_key",
        DOWNLOADS + "test_a_link_ends_after_an_hour",
    ),
    rule(
        "messages.attachment",
        "An attachment comes by a signed link, under its name, never to be run.",
        DOWNLOADS + "test_a_file_is_saved_under_its_name_and_never_run",
        DOWNLOADS + "test_an_attachment_that_is_not_there_is_404",
    ),
    rule(
        "downloads.get",
        "A link that is forged or over leads nowhere.",
        DOWNLOADS + "test_a_forged_link_leads_nowhere",
        DOWNLOADS + "test_a_link_ends_after_an_hour",
    ),
    rule(
        "threads.threading",
        "A mail joins the thread that In-Reply-To or References name, never one of an equal subject.",
        THREADING + "test_a_mail_joins_the_thread_its_in_reply_to_names",
        THREADING + "test_the_last_known_reference_counts",
        THREADING + "test_an_equal_subject_opens_a_thread_of_its_own",
        THREADING + "test_a_second_mail_with_the_same_id_is_dropped",
    ),
    rule(
        "threads.list",
        "Threads are listed on every mount and narrowed by what is visible in them.",
        MESSAGES + "test_threads_hold_answers_together_on_every_mount",
        SDK_THREADS + "test_filters_narrow_the_list",
        VISIBILITY + "test_a_filter_finds_no_thread_by_what_is_hidden",
    ),
    rule(
        "threads.search",
        "Threads of which a message matches are found in the part that is searched.",
        SEARCH + "test_a_search_finds_words_of_every_language_best_match_first",
    ),
    rule(
        "threads.get",
        "A thread holds its messages oldest first; its first page begins with the newest.",
        SDK_THREADS + "test_a_thread_holds_its_messages_oldest_first",
        MESSAGES + "test_the_first_page_of_a_thread_holds_its_newest_messages",
        VISIBILITY + "test_a_thread_shows_the_messages_one_may_see",
    ),
    rule(
        "threads.update",
        "A thread is labelled as a whole.",
        MESSAGES + "test_a_thread_is_labelled_trashed_and_deleted_as_a_whole",
        THREADING + "test_labelling_a_thread_labels_what_the_caller_sees_of_it",
    ),
    rule(
        "threads.delete",
        "A deleted thread takes its messages along.",
        SDK_THREADS + "test_a_deleted_thread_takes_its_messages_along",
        THREADING + "test_deleting_a_thread_deletes_all_of_it",
    ),
    rule(
        "threads.attachment",
        "An attachment of any message is reached through its thread.",
        SDK_THREADS + "test_an_attachment_of_any_message_is_reached_through_the_thread",
    ),
    rule(
        "drafts.list",
        "Drafts are listed the last changed first, each once, by label.",
        DRAFTS + "test_lists_show_the_last_changed_first",
        DRAFTS + "test_pages_hold_every_draft_once",
        DRAFTS + "test_a_list_of_labels_asks_for_all_of_them",
    ),
    rule(
        "drafts.create",
        "A draft is plain, an answer or a forward; one client_id makes one.",
        DRAFTS + "test_a_malformed_draft_is_not_kept",
        DRAFTS + "test_an_answer_takes_recipients_subject_and_references_from_its_source",
        DRAFTS + "test_a_forward_takes_the_subject_and_leaves_recipients_open",
        DRAFTS + "test_a_client_id_makes_one_draft",
    ),
    rule("drafts.get", "A draft is read as written.", DRAFTS + "test_a_draft_is_read_as_it_was_written"),
    rule(
        "drafts.update",
        "What a change does not name stays; null clears; a schedule is set, moved and taken back.",
        DRAFTS + "test_a_change_leaves_what_it_does_not_name",
        DRAFTS + "test_null_and_empty_lists_clear_what_they_name",
        SENDING_DRAFTS + "test_a_schedule_is_set_moved_and_taken_back",
    ),
    rule("drafts.delete", "A deleted draft is gone.", DRAFTS + "test_a_deleted_draft_is_gone"),
    rule("drafts.attachment", "The files of a draft are downloaded.", DRAFTS + "test_files_come_and_go"),
    rule(
        "drafts.send",
        "A draft becomes the message it says, once; what may not be sent stays a draft.",
        SENDING_DRAFTS + "test_a_draft_becomes_the_message_it_says",
        SENDING_DRAFTS + "test_what_may_not_be_sent_stays_a_draft",
        SENDING_DRAFTS + "test_one_key_writes_and_another_approves",
        "tests/ports/test_services_drafts.py::test_drafts_sent_at_the_same_time_are_sent_once_each",
    ),
    rule(
        "lists.list",
        "Entries come in alphabetical pages of exactly their own list.",
        LISTS + "test_entries_come_in_alphabetical_pages_of_their_own_list_only",
    ),
    rule(
        "lists.create",
        "An entry is an address or a domain, kept in lowercase and once.",
        LISTS + "test_an_entry_is_kept_in_lowercase_and_once",
        LISTS + "test_what_is_neither_an_address_nor_a_domain_is_refused",
    ),
    rule("lists.get", "An entry is of one scope.", LISTS + "test_an_entry_of_another_scope_is_not_found"),
    rule("lists.delete", "A deleted entry judges no more.", LISTS + "test_a_deleted_entry_judges_no_more"),
    rule(
        "lists.verdicts",
        "The narrowest list that knows an address decides, and a block beats an allow there.",
        LISTS + "test_the_narrowest_scope_that_knows_the_sender_decides",
        LISTS + "test_within_a_scope_a_block_beats_an_allow",
        LISTS + "test_one_blocked_recipient_refuses_the_whole_send",
    ),
    rule("files.list", "Files are listed by path.", FILES + "test_files_are_listed_by_path"),
    rule(
        "files.create",
        "A file is announced with size and checksum, within its quotas.",
        FILES + "test_a_file_goes_from_announced_to_ready_to_downloaded",
        FILES + "test_quotas_count_what_is_announced",
    ),
    rule(
        "files.upload",
        "Bytes come by a signed link that is good for one thing.",
        FILES + "test_a_large_file_comes_and_goes_in_parts",
        FILES + "test_links_are_good_for_one_thing_and_an_hour",
    ),
    rule(
        "files.complete",
        "Other bytes than announced are refused.",
        FILES + "test_other_bytes_than_announced_are_refused",
    ),
    rule(
        "files.get",
        "A file that is ready is downloaded, until it expires.",
        FILES + "test_a_file_goes_from_announced_to_ready_to_downloaded",
        FILES + "test_a_pending_file_vanishes_after_a_day_and_any_file_when_it_expires",
    ),
    rule(
        "files.delete",
        "A deleted file gives its bytes and its path back.",
        FILES + "test_a_deleted_file_gives_its_bytes_and_its_path_back",
    ),
)
