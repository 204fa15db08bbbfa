

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

CREATE FUNCTION public.khabarshy_come_back() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
  if exists (select 1 from posts where article_id = new.id) then
    new.revision := (extract(epoch from clock_timestamp()) * 1000)::bigint;
  end if;
  return new;
end $$;

CREATE FUNCTION public.khabarshy_note_deletion() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
  insert into deleted_articles (article_id) values (old.id);
  return null;
end $$;

CREATE FUNCTION public.khabarshy_notify() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  perform pg_notify('khabarshy_articles', '');
  return null;
end $$;

CREATE FUNCTION public.khabarshy_raise_revision() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  if (new.id, new.url, new.language, new.headline, new.section, new.summary, new.body, new.author, new.image_url, new.image_credit, new.keywords, new.urgency, new.status, new.published_at, new.embargoed_until, new.story_id, new.follows) is distinct from (old.id, old.url, old.language, old.headline, old.section, old.summary, old.body, old.author, old.image_url, old.image_credit, old.keywords, old.urgency, old.status, old.published_at, old.embargoed_until, old.story_id, old.follows) then new.revision := old.revision + 1; end if;
  return new;
end $$;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE public.article_keys (
    key bigint NOT NULL,
    article_id text NOT NULL,
    url text NOT NULL
);

CREATE TABLE public.posts (
    id bigint NOT NULL,
    channel text NOT NULL,
    article_id text,
    digest text,
    state text NOT NULL,
    priority integer NOT NULL,
    sort_at bigint NOT NULL,
    wake_at bigint,
    turn integer GENERATED ALWAYS AS (
CASE
    WHEN (state = 'unsure'::text) THEN 0
    WHEN ((state = 'sent'::text) AND (sweep_from IS NOT NULL)) THEN 0
    WHEN ((state = 'sent'::text) AND (amend = 'kill'::text)) THEN 1
    WHEN (state = ANY (ARRAY['promised'::text, 'ready'::text])) THEN
    CASE priority
        WHEN 0 THEN 2
        WHEN 1 THEN 3
        ELSE 5
    END
    WHEN ((state = 'sent'::text) AND (amend = 'edit'::text)) THEN 4
    ELSE NULL::integer
END) STORED,
    revision bigint DEFAULT 0 NOT NULL,
    message text,
    form text,
    silent integer DEFAULT 0 NOT NULL,
    message_id bigint,
    chat_id text,
    link text,
    floor bigint,
    unsure_tries integer DEFAULT 0 NOT NULL,
    sweep_from bigint,
    amend text,
    reason text,
    promised_at bigint NOT NULL,
    claimed_at bigint,
    unsure_at bigint,
    held_at bigint,
    sent_at bigint,
    edited_at bigint,
    ended_at bigint,
    asked_at bigint,
    question_id bigint,
    approved_revision bigint,
    decided_by text,
    pinned_at bigint,
    listed text,
    CONSTRAINT post_amend_must_be_edit_or_kill CHECK ((amend = ANY (ARRAY['edit'::text, 'kill'::text]))),
    CONSTRAINT post_must_have_an_article_or_a_digest CHECK (((article_id IS NULL) <> (digest IS NULL))),
    CONSTRAINT post_state_must_be_known CHECK ((state = ANY (ARRAY['promised'::text, 'waiting'::text, 'ready'::text, 'sending'::text, 'sent'::text, 'unsure'::text, 'held'::text, 'refused'::text, 'dropped'::text, 'killed'::text])))
);

CREATE VIEW public.article_posts AS
 SELECT posts.article_id,
    posts.channel,
    posts.state,
    posts.message_id,
    posts.link,
    to_timestamp((((posts.sent_at)::numeric / 1000.0))::double precision) AS sent_at
   FROM public.posts
  WHERE (posts.article_id IS NOT NULL);

CREATE TABLE public.article_words (
    key bigint NOT NULL,
    words tsvector NOT NULL
);

CREATE TABLE public.articles (
    id text NOT NULL,
    url text NOT NULL,
    language text NOT NULL,
    headline text NOT NULL,
    section text,
    summary text,
    body text,
    author text,
    image_url text,
    image_credit text,
    keywords jsonb,
    urgency integer DEFAULT 5 NOT NULL,
    status text DEFAULT 'usable'::text NOT NULL,
    published_at timestamp with time zone DEFAULT date_trunc('milliseconds'::text, now()) NOT NULL,
    embargoed_until timestamp with time zone,
    views integer DEFAULT 0 NOT NULL,
    story_id text,
    follows text,
    revision bigint DEFAULT 1 NOT NULL,
    planned_revision bigint DEFAULT 0 NOT NULL,
    CONSTRAINT article_embargoed_until_must_be_within_the_years_1_to_9999 CHECK (((embargoed_until >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (embargoed_until < '10000-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT article_headline_must_not_be_blank CHECK ((NOT (btrim(headline, '	
  ​   ⁠　﻿'::text) = ''::text))),
    CONSTRAINT article_id_must_not_be_blank CHECK ((NOT (btrim(id, '	
  ​   ⁠　﻿'::text) = ''::text))),
    CONSTRAINT article_id_must_not_be_longer_than_500_characters CHECK ((length(id) <= 500)),
    CONSTRAINT article_keywords_must_be_a_json_array_of_strings CHECK (((jsonb_typeof(keywords) = 'array'::text) AND (NOT jsonb_path_exists(keywords, 'strict $[*]?(@.type() != "string")'::jsonpath)))),
    CONSTRAINT article_language_must_be_a_primary_tag CHECK ((language ~ '^[a-z]{2,3}$'::text)),
    CONSTRAINT article_must_not_follow_itself CHECK ((follows <> id)),
    CONSTRAINT article_published_at_must_be_within_the_years_1_to_9999 CHECK (((published_at >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (published_at < '10000-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT article_status_must_be_usable_withheld_or_canceled CHECK ((status = ANY (ARRAY['usable'::text, 'withheld'::text, 'canceled'::text]))),
    CONSTRAINT article_urgency_must_be_1_to_8 CHECK (((urgency >= 1) AND (urgency <= 8))),
    CONSTRAINT article_url_must_be_http_or_https CHECK ((url ~* '^https?://.'::text)),
    CONSTRAINT article_views_must_not_be_negative CHECK ((views >= 0))
);

CREATE TABLE public.audit (
    id bigint NOT NULL,
    at bigint NOT NULL,
    user_id bigint NOT NULL,
    name text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    before text,
    after text
);

ALTER TABLE public.audit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.channels (
    name text NOT NULL,
    moved_to text,
    limited_until bigint,
    closed_at bigint,
    closed_reason text,
    retry_at bigint,
    retries integer DEFAULT 0 NOT NULL,
    paused_at bigint,
    paused_until bigint,
    paused_by text,
    quiet text
);

CREATE TABLE public.deleted_articles (
    note bigint NOT NULL,
    article_id text NOT NULL
);

ALTER TABLE public.deleted_articles ALTER COLUMN note ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.deleted_articles_note_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.editors (
    user_id bigint NOT NULL,
    name text NOT NULL,
    added_by bigint NOT NULL,
    added_at bigint NOT NULL
);

CREATE TABLE public.facts (
    key text NOT NULL,
    value text NOT NULL
);

CREATE TABLE public.khabarshy_migrations (
    name character varying(255) NOT NULL,
    "timestamp" character varying(255) NOT NULL
);

CREATE TABLE public.khabarshy_migrations_lock (
    id character varying(255) NOT NULL,
    is_locked integer DEFAULT 0 NOT NULL
);

ALTER TABLE public.posts ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.posts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.preferences (
    user_id bigint NOT NULL,
    language text NOT NULL,
    CONSTRAINT preference_language_must_be_spoken CHECK ((language = ANY (ARRAY['kk'::text, 'ru'::text, 'en'::text])))
);

CREATE TABLE public.sightings (
    channel text NOT NULL,
    message_id bigint NOT NULL,
    shown text NOT NULL,
    link text
);

CREATE TABLE public.troubles (
    key text NOT NULL,
    detail text NOT NULL,
    began_at bigint NOT NULL,
    told_at bigint,
    ended_at bigint
);

CREATE TABLE public.unindexed_articles (
    article_id text NOT NULL
);

INSERT INTO public.article_keys (key, article_id, url) VALUES (1795759260000000, 'sent', 'https://news.example.kz/sent');
INSERT INTO public.article_keys (key, article_id, url) VALUES (1795759320000000, 'corrected', 'https://news.example.kz/corrected');
INSERT INTO public.article_keys (key, article_id, url) VALUES (1795759440000000, 'canceled', 'https://news.example.kz/canceled');
INSERT INTO public.article_keys (key, article_id, url) VALUES (1795759620000000, 'killed', 'https://news.example.kz/killed');
INSERT INTO public.article_keys (key, article_id, url) VALUES (1795759740000000, 'refused', 'https://news.example.kz/refused');
INSERT INTO public.article_keys (key, article_id, url) VALUES (1795759800000000, 'withdrawn', 'https://news.example.kz/withdrawn');
INSERT INTO public.article_keys (key, article_id, url) VALUES (1795759860000000, 'dropped', 'https://news.example.kz/dropped');
INSERT INTO public.article_keys (key, article_id, url) VALUES (1795759920000000, 'held', 'https://news.example.kz/held');
INSERT INTO public.article_keys (key, article_id, url) VALUES (1795760040000000, 'waiting', 'https://news.example.kz/waiting');
INSERT INTO public.article_keys (key, article_id, url) VALUES (1795760100000000, 'ready', 'https://news.example.kz/ready');
INSERT INTO public.article_keys (key, article_id, url) VALUES (1795760160000000, 'promised', 'https://news.example.kz/promised');
INSERT INTO public.article_keys (key, article_id, url) VALUES (1795760220000000, 'before', 'https://news.example.kz/before');
INSERT INTO public.article_keys (key, article_id, url) VALUES (1795760280000000, 'sending', 'https://news.example.kz/sending');
INSERT INTO public.article_keys (key, article_id, url) VALUES (1795760340000000, 'earlier', 'https://news.example.kz/earlier');
INSERT INTO public.article_keys (key, article_id, url) VALUES (1795760400000000, 'unsure', 'https://news.example.kz/unsure');

INSERT INTO public.article_words (key, words) VALUES (1795759260000000, '''court'' ''headline'' ''sent''');
INSERT INTO public.article_words (key, words) VALUES (1795759320000000, '''again'' ''corrected'' ''court'' ''headline''');
INSERT INTO public.article_words (key, words) VALUES (1795759440000000, '''canceled'' ''court'' ''headline''');
INSERT INTO public.article_words (key, words) VALUES (1795759620000000, '''court'' ''headline'' ''killed''');
INSERT INTO public.article_words (key, words) VALUES (1795759740000000, '''court'' ''headline'' ''refused''');
INSERT INTO public.article_words (key, words) VALUES (1795759800000000, '''court'' ''headline'' ''withdrawn''');
INSERT INTO public.article_words (key, words) VALUES (1795759860000000, '''court'' ''dropped'' ''headline''');
INSERT INTO public.article_words (key, words) VALUES (1795759920000000, '''court'' ''headline'' ''held''');
INSERT INTO public.article_words (key, words) VALUES (1795760040000000, '''court'' ''headline'' ''waiting''');
INSERT INTO public.article_words (key, words) VALUES (1795760100000000, '''court'' ''headline'' ''ready''');
INSERT INTO public.article_words (key, words) VALUES (1795760160000000, '''court'' ''headline'' ''promised''');
INSERT INTO public.article_words (key, words) VALUES (1795760220000000, '''before'' ''court'' ''headline''');
INSERT INTO public.article_words (key, words) VALUES (1795760280000000, '''court'' ''headline'' ''sending''');
INSERT INTO public.article_words (key, words) VALUES (1795760340000000, '''court'' ''earlier'' ''headline''');
INSERT INTO public.article_words (key, words) VALUES (1795760400000000, '''court'' ''headline'' ''unsure''');

INSERT INTO public.articles (id, url, language, headline, section, summary, body, author, image_url, image_credit, keywords, urgency, status, published_at, embargoed_until, views, story_id, follows, revision, planned_revision) VALUES ('sent', 'https://news.example.kz/sent', 'en', 'Headline sent', 'Court', NULL, NULL, NULL, NULL, NULL, NULL, 5, 'usable', '2026-11-27 06:01:00+00', NULL, 0, NULL, NULL, 1, 1);
INSERT INTO public.articles (id, url, language, headline, section, summary, body, author, image_url, image_credit, keywords, urgency, status, published_at, embargoed_until, views, story_id, follows, revision, planned_revision) VALUES ('corrected', 'https://news.example.kz/corrected', 'en', 'Headline corrected, again', 'Court', NULL, NULL, NULL, NULL, NULL, NULL, 5, 'usable', '2026-11-27 06:02:00+00', NULL, 0, NULL, NULL, 2, 2);
INSERT INTO public.articles (id, url, language, headline, section, summary, body, author, image_url, image_credit, keywords, urgency, status, published_at, embargoed_until, views, story_id, follows, revision, planned_revision) VALUES ('canceled', 'https://news.example.kz/canceled', 'en', 'Headline canceled', 'Court', NULL, NULL, NULL, NULL, NULL, NULL, 5, 'canceled', '2026-11-27 06:04:00+00', NULL, 0, NULL, NULL, 2, 2);
INSERT INTO public.articles (id, url, language, headline, section, summary, body, author, image_url, image_credit, keywords, urgency, status, published_at, embargoed_until, views, story_id, follows, revision, planned_revision) VALUES ('killed', 'https://news.example.kz/killed', 'en', 'Headline killed', 'Court', NULL, NULL, NULL, NULL, NULL, NULL, 5, 'canceled', '2026-11-27 06:07:00+00', NULL, 0, NULL, NULL, 2, 2);
INSERT INTO public.articles (id, url, language, headline, section, summary, body, author, image_url, image_credit, keywords, urgency, status, published_at, embargoed_until, views, story_id, follows, revision, planned_revision) VALUES ('refused', 'https://news.example.kz/refused', 'en', 'Headline refused', 'Court', NULL, NULL, NULL, NULL, NULL, NULL, 5, 'usable', '2026-11-27 06:09:00+00', NULL, 0, NULL, NULL, 1, 1);
INSERT INTO public.articles (id, url, language, headline, section, summary, body, author, image_url, image_credit, keywords, urgency, status, published_at, embargoed_until, views, story_id, follows, revision, planned_revision) VALUES ('withdrawn', 'https://news.example.kz/withdrawn', 'en', 'Headline withdrawn', 'Court', NULL, NULL, NULL, NULL, NULL, NULL, 5, 'canceled', '2026-11-27 06:10:00+00', NULL, 0, NULL, NULL, 2, 2);
INSERT INTO public.articles (id, url, language, headline, section, summary, body, author, image_url, image_credit, keywords, urgency, status, published_at, embargoed_until, views, story_id, follows, revision, planned_revision) VALUES ('dropped', 'https://news.example.kz/dropped', 'en', 'Headline dropped', 'Court', NULL, NULL, NULL, NULL, NULL, NULL, 5, 'usable', '2026-11-27 06:11:00+00', NULL, 0, NULL, NULL, 1, 1);
INSERT INTO public.articles (id, url, language, headline, section, summary, body, author, image_url, image_credit, keywords, urgency, status, published_at, embargoed_until, views, story_id, follows, revision, planned_revision) VALUES ('held', 'https://news.example.kz/held', 'en', 'Headline held', 'Court', NULL, NULL, NULL, NULL, NULL, NULL, 5, 'usable', '2026-11-27 06:12:00+00', NULL, 0, NULL, NULL, 1, 1);
INSERT INTO public.articles (id, url, language, headline, section, summary, body, author, image_url, image_credit, keywords, urgency, status, published_at, embargoed_until, views, story_id, follows, revision, planned_revision) VALUES ('waiting', 'https://news.example.kz/waiting', 'en', 'Headline waiting', 'Court', NULL, NULL, NULL, NULL, NULL, NULL, 5, 'usable', '2026-11-27 06:14:00+00', NULL, 0, NULL, NULL, 1, 1);
INSERT INTO public.articles (id, url, language, headline, section, summary, body, author, image_url, image_credit, keywords, urgency, status, published_at, embargoed_until, views, story_id, follows, revision, planned_revision) VALUES ('ready', 'https://news.example.kz/ready', 'en', 'Headline ready', 'Court', NULL, NULL, NULL, NULL, NULL, NULL, 5, 'usable', '2026-11-27 06:15:00+00', NULL, 0, NULL, NULL, 1, 1);
INSERT INTO public.articles (id, url, language, headline, section, summary, body, author, image_url, image_credit, keywords, urgency, status, published_at, embargoed_until, views, story_id, follows, revision, planned_revision) VALUES ('promised', 'https://news.example.kz/promised', 'en', 'Headline promised', 'Court', NULL, NULL, NULL, NULL, NULL, NULL, 5, 'usable', '2026-11-27 06:16:00+00', NULL, 0, NULL, NULL, 1, 1);
INSERT INTO public.articles (id, url, language, headline, section, summary, body, author, image_url, image_credit, keywords, urgency, status, published_at, embargoed_until, views, story_id, follows, revision, planned_revision) VALUES ('before', 'https://news.example.kz/before', 'en', 'Headline before', 'Court', NULL, NULL, NULL, NULL, NULL, NULL, 5, 'usable', '2026-11-27 06:17:00+00', NULL, 0, NULL, NULL, 1, 1);
INSERT INTO public.articles (id, url, language, headline, section, summary, body, author, image_url, image_credit, keywords, urgency, status, published_at, embargoed_until, views, story_id, follows, revision, planned_revision) VALUES ('sending', 'https://news.example.kz/sending', 'en', 'Headline sending', 'Court', NULL, NULL, NULL, NULL, NULL, NULL, 5, 'usable', '2026-11-27 06:18:00+00', NULL, 0, NULL, NULL, 1, 1);
INSERT INTO public.articles (id, url, language, headline, section, summary, body, author, image_url, image_credit, keywords, urgency, status, published_at, embargoed_until, views, story_id, follows, revision, planned_revision) VALUES ('earlier', 'https://news.example.kz/earlier', 'en', 'Headline earlier', 'Court', NULL, NULL, NULL, NULL, NULL, NULL, 5, 'usable', '2026-11-27 06:19:00+00', NULL, 0, NULL, NULL, 1, 1);
INSERT INTO public.articles (id, url, language, headline, section, summary, body, author, image_url, image_credit, keywords, urgency, status, published_at, embargoed_until, views, story_id, follows, revision, planned_revision) VALUES ('unsure', 'https://news.example.kz/unsure', 'en', 'Headline unsure', 'Court', NULL, NULL, NULL, NULL, NULL, NULL, 5, 'usable', '2026-11-27 06:20:00+00', NULL, 0, NULL, NULL, 1, 1);

INSERT INTO public.audit (id, at, user_id, name, action, subject, before, after) OVERRIDING SYSTEM VALUE VALUES (1, 1795760520000, 777, 'Owner', 'held', 'old → main', 'held', 'again');
INSERT INTO public.audit (id, at, user_id, name, action, subject, before, after) OVERRIDING SYSTEM VALUE VALUES (2, 1795760580000, 777, 'Owner', 'quiet', 'quiet', 'off', '23:00–07:00 hold');
INSERT INTO public.audit (id, at, user_id, name, action, subject, before, after) OVERRIDING SYSTEM VALUE VALUES (3, 1795760640000, 777, 'Owner', 'kill', 'killed', 'usable', 'canceled');

INSERT INTO public.channels (name, moved_to, limited_until, closed_at, closed_reason, retry_at, retries, paused_at, paused_until, paused_by, quiet) VALUES ('main', NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL);
INSERT INTO public.channels (name, moved_to, limited_until, closed_at, closed_reason, retry_at, retries, paused_at, paused_until, paused_by, quiet) VALUES ('second', NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL);
INSERT INTO public.channels (name, moved_to, limited_until, closed_at, closed_reason, retry_at, retries, paused_at, paused_until, paused_by, quiet) VALUES ('third', NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL);
INSERT INTO public.channels (name, moved_to, limited_until, closed_at, closed_reason, retry_at, retries, paused_at, paused_until, paused_by, quiet) VALUES ('quiet', NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, '{"fromMinute":1380,"toMinute":420,"mode":"hold"}');

INSERT INTO public.editors (user_id, name, added_by, added_at) VALUES (778, 'Boris', 777, 1795760460000);

INSERT INTO public.facts (key, value) VALUES ('telegram', 'telegram');

INSERT INTO public.khabarshy_migrations (name, "timestamp") VALUES ('0001-articles', '2026-11-28T13:33:43.398Z');
INSERT INTO public.khabarshy_migrations (name, "timestamp") VALUES ('0002-ledger', '2026-11-28T13:33:43.437Z');
INSERT INTO public.khabarshy_migrations (name, "timestamp") VALUES ('0003-desk', '2026-11-28T13:33:43.451Z');
INSERT INTO public.khabarshy_migrations (name, "timestamp") VALUES ('0004-hours', '2026-11-28T13:33:43.460Z');

INSERT INTO public.khabarshy_migrations_lock (id, is_locked) VALUES ('migration_lock', 0);

INSERT INTO public.posts (id, channel, article_id, digest, state, priority, sort_at, wake_at, revision, message, form, silent, message_id, chat_id, link, floor, unsure_tries, sweep_from, amend, reason, promised_at, claimed_at, unsure_at, held_at, sent_at, edited_at, ended_at, asked_at, question_id, approved_revision, decided_by, pinned_at, listed) OVERRIDING SYSTEM VALUE VALUES (1, 'main', 'sent', NULL, 'sent', 2, 1795759260000, NULL, 1, '{"photo":null,"text":{"html":"<b>Headline sent</b>\n\n<a href=\"https://news.example.kz/sent\">Read more</a>\n\n#Court","shown":"Headline sent\n\nRead more\n\n#Court"},"plain":"Headline sent\n\nhttps://news.example.kz/sent\n\n#Court","previewUrl":"https://news.example.kz/sent","link":"https://news.example.kz/sent"}', 'text', 0, 1, '-1001000000001', 'https://t.me/story_channel/1', NULL, 0, NULL, NULL, NULL, 1795759260000, 1795759260000, NULL, NULL, 1795759260000, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.posts (id, channel, article_id, digest, state, priority, sort_at, wake_at, revision, message, form, silent, message_id, chat_id, link, floor, unsure_tries, sweep_from, amend, reason, promised_at, claimed_at, unsure_at, held_at, sent_at, edited_at, ended_at, asked_at, question_id, approved_revision, decided_by, pinned_at, listed) OVERRIDING SYSTEM VALUE VALUES (2, 'main', 'corrected', NULL, 'sent', 2, 1795759320000, 1795759380000, 1, '{"photo":null,"text":{"html":"<b>Headline corrected</b>\n\n<a href=\"https://news.example.kz/corrected\">Read more</a>\n\n#Court","shown":"Headline corrected\n\nRead more\n\n#Court"},"plain":"Headline corrected\n\nhttps://news.example.kz/corrected\n\n#Court","previewUrl":"https://news.example.kz/corrected","link":"https://news.example.kz/corrected"}', 'text', 0, 2, '-1001000000001', 'https://t.me/story_channel/2', 1, 0, NULL, 'edit', NULL, 1795759320000, 1795759320000, NULL, NULL, 1795759320000, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.posts (id, channel, article_id, digest, state, priority, sort_at, wake_at, revision, message, form, silent, message_id, chat_id, link, floor, unsure_tries, sweep_from, amend, reason, promised_at, claimed_at, unsure_at, held_at, sent_at, edited_at, ended_at, asked_at, question_id, approved_revision, decided_by, pinned_at, listed) OVERRIDING SYSTEM VALUE VALUES (3, 'main', 'canceled', NULL, 'sent', 2, 1795759440000, 1795759500000, 1, '{"photo":null,"text":{"html":"<b>Headline canceled</b>\n\n<a href=\"https://news.example.kz/canceled\">Read more</a>\n\n#Court","shown":"Headline canceled\n\nRead more\n\n#Court"},"plain":"Headline canceled\n\nhttps://news.example.kz/canceled\n\n#Court","previewUrl":"https://news.example.kz/canceled","link":"https://news.example.kz/canceled"}', 'text', 0, 3, '-1001000000001', 'https://t.me/story_channel/3', 2, 0, NULL, 'kill', NULL, 1795759440000, 1795759440000, NULL, NULL, 1795759440000, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.posts (id, channel, article_id, digest, state, priority, sort_at, wake_at, revision, message, form, silent, message_id, chat_id, link, floor, unsure_tries, sweep_from, amend, reason, promised_at, claimed_at, unsure_at, held_at, sent_at, edited_at, ended_at, asked_at, question_id, approved_revision, decided_by, pinned_at, listed) OVERRIDING SYSTEM VALUE VALUES (4, 'main', NULL, '2026-11-27T06:06:00.000Z', 'sent', 2, 1795759560000, NULL, 0, '{"photo":null,"text":{"html":"The day\n1. <a href=\"https://news.example.kz/sent\">Headline sent</a>","shown":"The day\n1. Headline sent"},"plain":"The day\n1. Headline sent","previewUrl":null,"link":null}', 'text', 0, 4, '-1001000000001', 'https://t.me/story_channel/4', 3, 0, NULL, NULL, NULL, 1795759560000, 1795759560000, NULL, NULL, 1795759560000, NULL, NULL, NULL, NULL, NULL, NULL, 1795759560000, '["sent"]');
INSERT INTO public.posts (id, channel, article_id, digest, state, priority, sort_at, wake_at, revision, message, form, silent, message_id, chat_id, link, floor, unsure_tries, sweep_from, amend, reason, promised_at, claimed_at, unsure_at, held_at, sent_at, edited_at, ended_at, asked_at, question_id, approved_revision, decided_by, pinned_at, listed) OVERRIDING SYSTEM VALUE VALUES (5, 'main', 'killed', NULL, 'killed', 2, 1795759620000, NULL, 1, '{"photo":null,"text":{"html":"<b>Headline killed</b>\n\n<a href=\"https://news.example.kz/killed\">Read more</a>\n\n#Court","shown":"Headline killed\n\nRead more\n\n#Court"},"plain":"Headline killed\n\nhttps://news.example.kz/killed\n\n#Court","previewUrl":"https://news.example.kz/killed","link":"https://news.example.kz/killed"}', 'text', 0, 5, '-1001000000001', 'https://t.me/story_channel/5', 4, 0, NULL, NULL, 'deleted', 1795759620000, 1795759620000, NULL, NULL, 1795759620000, NULL, 1795759680000, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.posts (id, channel, article_id, digest, state, priority, sort_at, wake_at, revision, message, form, silent, message_id, chat_id, link, floor, unsure_tries, sweep_from, amend, reason, promised_at, claimed_at, unsure_at, held_at, sent_at, edited_at, ended_at, asked_at, question_id, approved_revision, decided_by, pinned_at, listed) OVERRIDING SYSTEM VALUE VALUES (6, 'main', 'refused', NULL, 'refused', 2, 1795759740000, NULL, 1, '{"photo":null,"text":{"html":"<b>Headline refused</b>\n\n<a href=\"https://news.example.kz/refused\">Read more</a>\n\n#Court","shown":"Headline refused\n\nRead more\n\n#Court"},"plain":"Headline refused\n\nhttps://news.example.kz/refused\n\n#Court","previewUrl":"https://news.example.kz/refused","link":"https://news.example.kz/refused"}', 'text', 0, NULL, NULL, NULL, 5, 0, NULL, NULL, 'Bad Request: message text is empty', 1795759740000, 1795759740000, NULL, NULL, NULL, NULL, 1795759740000, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.posts (id, channel, article_id, digest, state, priority, sort_at, wake_at, revision, message, form, silent, message_id, chat_id, link, floor, unsure_tries, sweep_from, amend, reason, promised_at, claimed_at, unsure_at, held_at, sent_at, edited_at, ended_at, asked_at, question_id, approved_revision, decided_by, pinned_at, listed) OVERRIDING SYSTEM VALUE VALUES (7, 'main', 'withdrawn', NULL, 'dropped', 2, 1795759800000, NULL, 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, 0, NULL, NULL, 'withdrawn', 1795759800000, NULL, NULL, NULL, NULL, NULL, 1795759800000, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.posts (id, channel, article_id, digest, state, priority, sort_at, wake_at, revision, message, form, silent, message_id, chat_id, link, floor, unsure_tries, sweep_from, amend, reason, promised_at, claimed_at, unsure_at, held_at, sent_at, edited_at, ended_at, asked_at, question_id, approved_revision, decided_by, pinned_at, listed) OVERRIDING SYSTEM VALUE VALUES (8, 'main', 'dropped', NULL, 'dropped', 2, 1795759860000, NULL, 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, 0, NULL, NULL, 'editor', 1795759860000, NULL, NULL, NULL, NULL, NULL, 1795759860000, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.posts (id, channel, article_id, digest, state, priority, sort_at, wake_at, revision, message, form, silent, message_id, chat_id, link, floor, unsure_tries, sweep_from, amend, reason, promised_at, claimed_at, unsure_at, held_at, sent_at, edited_at, ended_at, asked_at, question_id, approved_revision, decided_by, pinned_at, listed) OVERRIDING SYSTEM VALUE VALUES (9, 'main', 'held', NULL, 'held', 2, 1795759920000, NULL, 1, '{"photo":null,"text":{"html":"<b>Headline held</b>\n\n<a href=\"https://news.example.kz/held\">Read more</a>\n\n#Court","shown":"Headline held\n\nRead more\n\n#Court"},"plain":"Headline held\n\nhttps://news.example.kz/held\n\n#Court","previewUrl":"https://news.example.kz/held","link":"https://news.example.kz/held"}', 'text', 0, NULL, NULL, NULL, 5, 1, NULL, NULL, 'the channel protects its content', 1795759920000, 1795759920000, 1795759920000, 1795759980000, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.posts (id, channel, article_id, digest, state, priority, sort_at, wake_at, revision, message, form, silent, message_id, chat_id, link, floor, unsure_tries, sweep_from, amend, reason, promised_at, claimed_at, unsure_at, held_at, sent_at, edited_at, ended_at, asked_at, question_id, approved_revision, decided_by, pinned_at, listed) OVERRIDING SYSTEM VALUE VALUES (10, 'main', 'waiting', NULL, 'waiting', 2, 1795760040000, NULL, 1, '{"photo":null,"text":{"html":"<b>Headline waiting</b>\n\n<a href=\"https://news.example.kz/waiting\">Read more</a>\n\n#Court","shown":"Headline waiting\n\nRead more\n\n#Court"},"plain":"Headline waiting\n\nhttps://news.example.kz/waiting\n\n#Court","previewUrl":"https://news.example.kz/waiting","link":"https://news.example.kz/waiting"}', NULL, 0, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, 1795760040000, NULL, NULL, NULL, NULL, NULL, NULL, 1795760040000, 1, NULL, NULL, NULL, NULL);
INSERT INTO public.posts (id, channel, article_id, digest, state, priority, sort_at, wake_at, revision, message, form, silent, message_id, chat_id, link, floor, unsure_tries, sweep_from, amend, reason, promised_at, claimed_at, unsure_at, held_at, sent_at, edited_at, ended_at, asked_at, question_id, approved_revision, decided_by, pinned_at, listed) OVERRIDING SYSTEM VALUE VALUES (11, 'main', 'ready', NULL, 'ready', 2, 1795760100000, NULL, 1, '{"photo":null,"text":{"html":"<b>Headline ready</b>\n\n<a href=\"https://news.example.kz/ready\">Read more</a>\n\n#Court","shown":"Headline ready\n\nRead more\n\n#Court"},"plain":"Headline ready\n\nhttps://news.example.kz/ready\n\n#Court","previewUrl":"https://news.example.kz/ready","link":"https://news.example.kz/ready"}', 'text', 0, NULL, NULL, NULL, 5, 0, NULL, NULL, NULL, 1795760100000, 1795760100000, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.posts (id, channel, article_id, digest, state, priority, sort_at, wake_at, revision, message, form, silent, message_id, chat_id, link, floor, unsure_tries, sweep_from, amend, reason, promised_at, claimed_at, unsure_at, held_at, sent_at, edited_at, ended_at, asked_at, question_id, approved_revision, decided_by, pinned_at, listed) OVERRIDING SYSTEM VALUE VALUES (12, 'main', 'promised', NULL, 'promised', 2, 1795760160000, NULL, 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, 1795760160000, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.posts (id, channel, article_id, digest, state, priority, sort_at, wake_at, revision, message, form, silent, message_id, chat_id, link, floor, unsure_tries, sweep_from, amend, reason, promised_at, claimed_at, unsure_at, held_at, sent_at, edited_at, ended_at, asked_at, question_id, approved_revision, decided_by, pinned_at, listed) OVERRIDING SYSTEM VALUE VALUES (13, 'second', 'before', NULL, 'sent', 2, 1795760220000, NULL, 1, '{"photo":null,"text":{"html":"<b>Headline before</b>\n\n<a href=\"https://news.example.kz/before\">Read more</a>\n\n#Court","shown":"Headline before\n\nRead more\n\n#Court"},"plain":"Headline before\n\nhttps://news.example.kz/before\n\n#Court","previewUrl":"https://news.example.kz/before","link":"https://news.example.kz/before"}', 'text', 0, 1, '-1001000000002', 'https://t.me/second_channel/1', NULL, 0, NULL, NULL, NULL, 1795760220000, 1795760220000, NULL, NULL, 1795760220000, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.posts (id, channel, article_id, digest, state, priority, sort_at, wake_at, revision, message, form, silent, message_id, chat_id, link, floor, unsure_tries, sweep_from, amend, reason, promised_at, claimed_at, unsure_at, held_at, sent_at, edited_at, ended_at, asked_at, question_id, approved_revision, decided_by, pinned_at, listed) OVERRIDING SYSTEM VALUE VALUES (14, 'second', 'sending', NULL, 'sending', 2, 1795760280000, NULL, 1, '{"photo":null,"text":{"html":"<b>Headline sending</b>\n\n<a href=\"https://news.example.kz/sending\">Read more</a>\n\n#Court","shown":"Headline sending\n\nRead more\n\n#Court"},"plain":"Headline sending\n\nhttps://news.example.kz/sending\n\n#Court","previewUrl":"https://news.example.kz/sending","link":"https://news.example.kz/sending"}', 'text', 0, NULL, NULL, NULL, 1, 0, NULL, NULL, NULL, 1795760280000, 1795760280000, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.posts (id, channel, article_id, digest, state, priority, sort_at, wake_at, revision, message, form, silent, message_id, chat_id, link, floor, unsure_tries, sweep_from, amend, reason, promised_at, claimed_at, unsure_at, held_at, sent_at, edited_at, ended_at, asked_at, question_id, approved_revision, decided_by, pinned_at, listed) OVERRIDING SYSTEM VALUE VALUES (15, 'third', 'earlier', NULL, 'sent', 2, 1795760340000, NULL, 1, '{"photo":null,"text":{"html":"<b>Headline earlier</b>\n\n<a href=\"https://news.example.kz/earlier\">Read more</a>\n\n#Court","shown":"Headline earlier\n\nRead more\n\n#Court"},"plain":"Headline earlier\n\nhttps://news.example.kz/earlier\n\n#Court","previewUrl":"https://news.example.kz/earlier","link":"https://news.example.kz/earlier"}', 'text', 0, 1, '-1001000000003', 'https://t.me/third_channel/1', NULL, 0, NULL, NULL, NULL, 1795760340000, 1795760340000, NULL, NULL, 1795760340000, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.posts (id, channel, article_id, digest, state, priority, sort_at, wake_at, revision, message, form, silent, message_id, chat_id, link, floor, unsure_tries, sweep_from, amend, reason, promised_at, claimed_at, unsure_at, held_at, sent_at, edited_at, ended_at, asked_at, question_id, approved_revision, decided_by, pinned_at, listed) OVERRIDING SYSTEM VALUE VALUES (16, 'third', 'unsure', NULL, 'unsure', 2, 1795760400000, NULL, 1, '{"photo":null,"text":{"html":"<b>Headline unsure</b>\n\n<a href=\"https://news.example.kz/unsure\">Read more</a>\n\n#Court","shown":"Headline unsure\n\nRead more\n\n#Court"},"plain":"Headline unsure\n\nhttps://news.example.kz/unsure\n\n#Court","previewUrl":"https://news.example.kz/unsure","link":"https://news.example.kz/unsure"}', 'text', 0, NULL, NULL, NULL, 1, 1, NULL, NULL, 'the connection broke', 1795760400000, 1795760400000, 1795760400000, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

INSERT INTO public.preferences (user_id, language) VALUES (777, 'en');
INSERT INTO public.preferences (user_id, language) VALUES (778, 'kk');

INSERT INTO public.troubles (key, detail, began_at, told_at, ended_at) VALUES ('notice:held:99', '{"kind":"held","channel":"main","articleId":"old","headline":"An old headline","postId":99,"reason":"the channel protects its content"}', 1795760700000, NULL, NULL);

SELECT pg_catalog.setval('public.audit_id_seq', 3, true);

SELECT pg_catalog.setval('public.deleted_articles_note_seq', 1, false);

SELECT pg_catalog.setval('public.posts_id_seq', 16, true);

ALTER TABLE ONLY public.article_keys
    ADD CONSTRAINT article_keys_article_id_key UNIQUE (article_id);

ALTER TABLE ONLY public.article_keys
    ADD CONSTRAINT article_keys_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.article_words
    ADD CONSTRAINT article_words_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.articles
    ADD CONSTRAINT articles_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.channels
    ADD CONSTRAINT channels_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.deleted_articles
    ADD CONSTRAINT deleted_articles_pkey PRIMARY KEY (note);

ALTER TABLE ONLY public.editors
    ADD CONSTRAINT editors_pkey PRIMARY KEY (user_id);

ALTER TABLE ONLY public.facts
    ADD CONSTRAINT facts_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.khabarshy_migrations_lock
    ADD CONSTRAINT khabarshy_migrations_lock_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.khabarshy_migrations
    ADD CONSTRAINT khabarshy_migrations_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.posts
    ADD CONSTRAINT post_is_promised_once_per_article UNIQUE (channel, article_id);

ALTER TABLE ONLY public.posts
    ADD CONSTRAINT post_is_promised_once_per_digest UNIQUE (channel, digest);

ALTER TABLE ONLY public.posts
    ADD CONSTRAINT posts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.preferences
    ADD CONSTRAINT preferences_pkey PRIMARY KEY (user_id);

ALTER TABLE ONLY public.sightings
    ADD CONSTRAINT sightings_pkey PRIMARY KEY (channel, message_id);

ALTER TABLE ONLY public.troubles
    ADD CONSTRAINT troubles_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.unindexed_articles
    ADD CONSTRAINT unindexed_articles_pkey PRIMARY KEY (article_id);

CREATE INDEX article_keys_by_url ON public.article_keys USING hash (url);

CREATE INDEX article_words_found ON public.article_words USING gin (words);

CREATE INDEX articles_by_embargo ON public.articles USING btree (embargoed_until) WHERE (embargoed_until IS NOT NULL);

CREATE INDEX articles_by_publication ON public.articles USING btree (published_at);

CREATE INDEX articles_unplanned ON public.articles USING btree ((
CASE
    WHEN (urgency <= 2) THEN 0
    ELSE 1
END), (
CASE
    WHEN (status = 'canceled'::text) THEN '-infinity'::timestamp with time zone
    ELSE GREATEST(published_at, embargoed_until)
END)) WHERE (revision <> planned_revision);

CREATE INDEX audit_of_subject ON public.audit USING btree (subject, action, id);

CREATE INDEX posts_asked ON public.posts USING btree (state) WHERE (asked_at IS NOT NULL);

CREATE INDEX posts_claimed ON public.posts USING btree (claimed_at) WHERE (claimed_at IS NOT NULL);

CREATE INDEX posts_digests ON public.posts USING btree (channel, digest) WHERE (digest IS NOT NULL);

CREATE INDEX posts_edited ON public.posts USING btree (channel, edited_at) WHERE (edited_at IS NOT NULL);

CREATE INDEX posts_numbers ON public.posts USING btree (channel, message_id) WHERE (message_id IS NOT NULL);

CREATE INDEX posts_of_article ON public.posts USING btree (article_id);

CREATE INDEX posts_open ON public.posts USING btree (channel, state) WHERE (state = ANY (ARRAY['waiting'::text, 'sending'::text, 'unsure'::text, 'held'::text]));

CREATE INDEX posts_refused ON public.posts USING btree (channel, ended_at) WHERE (state = 'refused'::text);

CREATE INDEX posts_sent ON public.posts USING btree (channel, sent_at) WHERE (sent_at IS NOT NULL);

CREATE INDEX posts_turn ON public.posts USING btree (channel, turn, sort_at, id) WHERE (turn IS NOT NULL);

CREATE INDEX posts_waiting ON public.posts USING btree (state, sort_at) WHERE (state = 'waiting'::text);

CREATE TRIGGER articles_come_back BEFORE INSERT ON public.articles FOR EACH ROW EXECUTE FUNCTION public.khabarshy_come_back();

CREATE TRIGGER articles_note_deletion AFTER DELETE ON public.articles FOR EACH ROW EXECUTE FUNCTION public.khabarshy_note_deletion();

CREATE TRIGGER articles_note_renaming AFTER UPDATE OF id ON public.articles FOR EACH ROW WHEN ((new.id <> old.id)) EXECUTE FUNCTION public.khabarshy_note_deletion();

CREATE TRIGGER articles_notify AFTER INSERT OR DELETE OR UPDATE OF id, url, language, headline, section, summary, body, author, image_url, image_credit, keywords, urgency, status, published_at, embargoed_until, story_id, follows ON public.articles FOR EACH STATEMENT EXECUTE FUNCTION public.khabarshy_notify();

CREATE TRIGGER articles_raise_revision BEFORE UPDATE ON public.articles FOR EACH ROW EXECUTE FUNCTION public.khabarshy_raise_revision();

