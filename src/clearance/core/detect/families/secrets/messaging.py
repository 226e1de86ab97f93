# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Keys of chat, telephony, mail and social networks."""

from clearance.core.detect.families.secrets.table import UUID, keyword_rules, prefix_rules

_PREFIXES = (
    ("slack_token", "xoxa- xoxb- xoxe- xoxe. xoxo- xoxp- xoxr- xoxs- xoxc- xoxd-",
     r"xox(?:e\.xox[bp]|[abceoprsd])-(?:[A-Za-z0-9%+/]{1,64}-){0,6}[A-Za-z0-9%+/]{10,250}", "SLACK_TOKEN=«xoxb-{d12}-{d12}-{w24}»\nX", "xoxo-love"),
    ("slack_app_token", "xapp-", r"xapp-\d-[A-Z0-9]{6,16}-\d{6,16}-[a-f0-9]{16,80}\b", "«xapp-1-A{A10}-{d13}-{h64}»", "xapp-1"),
    ("slack_workflow_token", "xwfp-", r"xwfp-[A-Za-z0-9-]{40,120}\b", "«xwfp-{d12}-{d12}-{w32}»", "xwfp-x"),
    ("slack_webhook", "hooks.slack.com", r"https://hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/[A-Za-z0-9/_-]{20,120}", "«https://hooks.slack.com/services/T{A10}/B{A10}/{w24}»", "https://hooks.slack.com/services/"),
    ("discord_webhook", "/api/webhooks/", r"https://(?:[a-z]{2,8}\.)?discord(?:app)?\.com/api/webhooks/\d{17,20}/[A-Za-z0-9_-]{60,80}", "«https://discord.com/api/webhooks/{d18}/{u68}»", "https://discord.com/api/webhooks/id"),
    ("discord_token", "m n o", r"[MNO][A-Za-z0-9]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}", "bot «MT{w22}.{w6}.{w38}»", "Notes.about.things"),
    ("teams_webhook", "webhook.office.com", rf"https://[a-z0-9-]{{1,63}}\.webhook\.office\.com/webhookb2/{UUID}@{UUID}/IncomingWebhook/[a-f0-9]{{32}}/{UUID}", "«https://acme.webhook.office.com/webhookb2/{uuid}@{uuid}/IncomingWebhook/{h32}/{uuid}»", "https://acme.webhook.office.com/"),
    ("google_chat_webhook", "chat.googleapis.com", r"https://chat\.googleapis\.com/v1/spaces/[A-Za-z0-9_-]{8,20}/messages\?key=[A-Za-z0-9_-]{30,45}&token=[A-Za-z0-9_%=-]{40,60}", "«https://chat.googleapis.com/v1/spaces/{w11}/messages?key=K{w38}&token={w43}»", "https://chat.googleapis.com/v1/spaces/x"),
    ("telegram_bot_token", ":aa", r"\d{8,10}:AA[A-Za-z0-9_-]{32,34}", "«{d9}:AA{w33}»", "12:AA"),
    ("twilio_key", "sk", r"SK[0-9a-f]{32}\b", "«SK{h32}»", "SK00"),
    ("twilio_account", "ac", r"AC[0-9a-f]{32}\b", "«AC{h32}»", "AC 220V"),
    ("sendgrid_key", "sg.", r"SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}", "«SG.{w22}.{w43}»", "SG.example.com"),
    ("mailgun_key", "key-", r"key-[0-9a-f]{32}\b", "«key-{h32}»", "key-value"),
    ("mailchimp_key", "-us", r"[0-9a-f]{32}-us\d{1,2}\b", "«{h32}-us12»", "about-us1"),
    ("brevo_key", "xkeysib- xsmtpsib-", r"x(?:keysib|smtpsib)-[a-f0-9]{64}-[A-Za-z0-9]{16}\b", "«xkeysib-{h64}-{w16}»", "xkeysib-x"),
    ("resend_key", "re_", r"re_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}\b", "«re_{w8}_{w24}»", "re_compile_pattern"),
    ("mandrill_key", "md-", r"md-[A-Za-z0-9_-]{22}\b", "«md-{w22}»", "md-file-with-a-long-name-x"),
    ("klaviyo_key", "pk_", r"pk_[0-9a-f]{34}\b", "«pk_{h34}»", "pk_id"),
    ("onesignal_key", "os_v2_", r"os_v2_(?:app|org)_[a-z0-9]{60,120}\b", "«os_v2_app_{a103}»", "os_v2_app_id"),
    ("telnyx_key", "key01", r"KEY01[0-9A-F]{30}_[A-Za-z0-9]{22}\b", "«KEY01{H30}_{w22}»", "KEY01"),
    ("facebook_app_token", "|", r"\d{13,17}\|[A-Za-z0-9_-]{27}\b", "«{d15}|{w27}»", "12|34"),
    ("instagram_token", "igq igaa", r"IG(?:QV|QW|AA)[A-Za-z0-9_-]{60,250}", "«IGQV{w120}»", "IGQVx"),
    ("twitter_bearer", "aaaaaaaaaaaaaaaaaaaa", r"A{20,22}[A-Za-z0-9%+/=]{60,120}", "«AAAAAAAAAAAAAAAAAAAAA{w80}»", "AAAAAAAAAAAAAAAAAAAAAA"),
    ("pinterest_token", "pina_", r"pina_[A-Z0-9]{60,120}\b", "«pina_{A84}»", "pina_colada"),
    ("nylas_key", "nyk_v0_", r"nyk_v0_[A-Za-z0-9]{60,70}\b", "«nyk_v0_{w64}»", "nyk_v0_x"),
    ("courier_key", "pk_prod_ pk_test_", r"pk_(?:prod|test)_[A-Z0-9]{28}\b", "«pk_prod_{A28}»", "pk_prod_x"),
    ("loops_webhook_secret", "whsec_", r"whsec_[A-Za-z0-9+/=]{24,80}", "«whsec_{w32}»", "whsec_x"),
    ("linkedin_secret", "wpl_", r"WPL_[A-Z0-9]{2,3}\.[A-Za-z0-9]{16}\.[A-Za-z0-9+/=]{6,10}", "«WPL_AP1.{w16}.{w8}»", "WPL_x"),
)  # fmt: skip

_SHARED = (
    ("facebook_token", "eaa", r"EAA[A-Za-z0-9]{60,300}\b", "«EAA{w120}»", "EAAshort"),
)  # fmt: skip
"""Letters that another provider also begins with: its rule goes first."""

_KEYWORDS = (
    ("twilio_auth_token", "twilio", r"[0-9a-f]{32}", "{h32}"),
    ("mailgun_secret", "mailgun", r"[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}|[0-9a-f]{32}", "{h32}-{h8}-{h8}"),
    ("mailjet_key", "mailjet mj_", r"[0-9a-f]{32}", "{h32}"),
    ("postmark_token", "postmark", UUID, "{uuid}"),
    ("sparkpost_key", "sparkpost", r"[0-9a-f]{40}", "{h40}"),
    ("mandrill_api_key", "mandrill", r"[A-Za-z0-9_-]{22}", "{w22}"),
    ("mailerlite_key", "mailerlite", r"[0-9a-f]{32}|eyJ[A-Za-z0-9._-]{100,1000}", "{h32}"),
    ("convertkit_key", "convertkit", r"[A-Za-z0-9_-]{22,43}", "{w43}"),
    ("messagebird_key", "messagebird", r"(?:live_|test_)?[A-Za-z0-9]{25}", "{w25}"),
    ("vonage_secret", "vonage nexmo", r"[A-Za-z0-9]{16}", "{w16}"),
    ("plivo_token", "plivo", r"[A-Za-z0-9_-]{40}", "{w40}"),
    ("sinch_token", "sinch", r"[0-9a-f]{32}", "{h32}"),
    ("bandwidth_token", "bandwidth", r"[0-9a-f]{48}", "{h48}"),
    ("pusher_key", "pusher", r"[0-9a-f]{20}", "{h20}"),
    ("ably_key", "ably", r"[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{6}:[A-Za-z0-9_-]{40,45}", "{w6}.{w6}:{w43}"),
    ("pubnub_key", "pubnub", rf"(?:pub|sub|sec)-c-(?:{UUID}|[A-Za-z0-9+/=]{{40,60}})", "sec-c-{uuid}"),
    ("mattermost_token", "mattermost", r"[a-z0-9]{26}", "{a26}"),
    ("zoom_secret", "zoom", r"[A-Za-z0-9_-]{22,36}", "{w32}"),
    ("webex_token", "webex", r"[A-Za-z0-9_-]{64,110}", "{w64}"),
    ("line_token", "line_channel linebot", r"[A-Za-z0-9+/]{170,180}=|[0-9a-f]{32}", "{h32}"),
    ("discord_secret", "discord", r"[A-Za-z0-9_-]{32}", "{w32}"),
    ("twitter_secret", "twitter tweepy", r"[A-Za-z0-9]{25}|[A-Za-z0-9]{45,50}|\d{6,20}-[A-Za-z0-9]{40}", "{w50}"),
    ("facebook_secret", "facebook fb_ instagram whatsapp", r"[0-9a-f]{32}", "{h32}"),
    ("linkedin_client_secret", "linkedin", r"[A-Za-z0-9]{16}", "{w16}"),
    ("twitch_secret", "twitch", r"[a-z0-9]{30}", "{a30}"),
    ("reddit_secret", "reddit", r"[A-Za-z0-9_-]{27,30}", "{w27}"),
    ("spotify_secret", "spotify", r"[0-9a-f]{32}", "{h32}"),
    ("vk_token", "vk_ vkontakte", r"[0-9a-f]{85}|vk1\.a\.[A-Za-z0-9_-]{100,230}", "{h85}"),
    ("intercom_token", "intercom", r"[A-Za-z0-9+/=_:-]{56,64}", "{w60}"),
    ("zendesk_key", "zendesk", r"[A-Za-z0-9]{40}", "{w40}"),
    ("freshdesk_key", "freshdesk freshworks", r"[A-Za-z0-9]{18,22}", "{w20}"),
    ("drift_token", "drift_ drift-", r"[A-Za-z0-9]{32}", "{w32}"),
    ("sendbird_token", "sendbird", r"[0-9a-f]{40}", "{h40}"),
    ("stream_secret", "getstream stream_api", r"[a-z0-9]{60,70}", "{a64}"),
    ("line_notify_token", "line_notify", r"[A-Za-z0-9]{43}", "{w43}"),
    ("pushover_token", "pushover", r"[A-Za-z0-9]{30}", "{w30}"),
)  # fmt: skip

RECOGNISERS = (*prefix_rules(_PREFIXES), *prefix_rules(_SHARED, 0.98), *keyword_rules(_KEYWORDS))
