-- Readers that come back read on in the events of their organization alone.
CREATE INDEX events_by_organization ON events (organization_no, event_no);
