-- The purposes and topics with a switch that come with the portal. Their words are in the message files until the operator writes others.
INSERT INTO consent_catalogue (purpose, topic, position, message_class, added_in) VALUES
  ('communication', 'new-materials', 1, 'advertising', 0),
  ('communication', 'schedule-changes', 2, 'service', 0),
  ('communication', 'important-updates', 3, 'service', 0),
  ('personalisation', '', 1, NULL, 0),
  ('improvement', '', 2, NULL, 0),
  ('analytics', '', 3, NULL, 0);
