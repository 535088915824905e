-- The topics that come with the portal. Their words are in the message files until the operator writes others.
INSERT INTO consent_topic (topic, position, message_class, added_in) VALUES
  ('new-materials', 1, 'advertising', 0), ('schedule-changes', 2, 'service', 0), ('important-updates', 3, 'service', 0);
