"""How every tool of the official toolkit is used, once."""

from tests.compat.calls.call import Call, call
from tests.compat.calls.world import World

TOOL_CALLS: dict[str, Call] = {
    row.name: row
    for row in (
        call("list_inboxes", limit=3),
        call("get_inbox", inbox_id=World.inbox),
        call("create_inbox", username=World.word, display_name="Ada"),
        call("delete_inbox", inbox_id=World.new_inbox),
        call("list_threads", inbox_id=World.inbox, limit=3),
        call("get_thread", inbox_id=World.inbox, thread_id=World.thread),
        call(
            "get_attachment",
            inbox_id=World.inbox,
            thread_id=World.thread,
            attachment_id=World.attachment,
        ),
        call("send_message", inbox_id=World.inbox, to=["ada@example.org"], subject="Plans", text="Soon."),
        call("reply_to_message", inbox_id=World.inbox, message_id=World.message, text="Three."),
        call("forward_message", inbox_id=World.inbox, message_id=World.message, to=["ada@example.org"]),
        call("update_message", inbox_id=World.inbox, message_id=World.message, add_labels=["seen"]),
        call("agent_attach_human", human_email=World.human).by(World.new_agent),
        call("agent_verify", otp_code=World.mailed_code).by(World.new_attended_agent),
    )
}
