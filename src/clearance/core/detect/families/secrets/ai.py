# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Keys of AI providers and of the services around them."""

from clearance.core.detect.families.secrets.table import UUID, keyword_rules, prefix_rules

_PREFIXES = (
    ("anthropic_key", "sk-ant-", r"sk-ant-(?:[a-z]{2,8}\d{2}-)?[A-Za-z0-9_-]{20,200}", "«sk-ant-api03-{u93}AA»", "sk-ant-api03-short"),
    ("openai_session", "sess-", r"sess-[A-Za-z0-9]{40}\b", "«sess-{w40}»", "sess-short"),
    ("openrouter_key", "sk-or-v1-", r"sk-or-v1-[0-9a-f]{64}\b", "KEY=«sk-or-v1-{h64}»", "sk-or-v1-{h20}"),
    ("langfuse_key", "sk-lf-", rf"sk-lf-{UUID}\b", "«sk-lf-{uuid}»", "sk-lf-none"),
    ("helicone_key", "sk-helicone-", r"sk-helicone-[a-z0-9-]{20,60}\b", "«sk-helicone-{a7}-{a7}-{a7}-{a7}»", "sk-helicone-proxy"),
    ("groq_key", "gsk_", r"gsk_[A-Za-z0-9]{40,64}\b", "«gsk_{w52}»", "gsk_scale_factor"),
    ("xai_key", "xai-", r"xai-[A-Za-z0-9]{60,100}\b", "«xai-{w80}»", "xai-grok-model"),
    ("perplexity_key", "pplx-", r"pplx-[A-Za-z0-9]{40,64}\b", "«pplx-{w48}»", "pplx-api-docs"),
    ("huggingface_token", "hf_ api_org_", r"(?:hf|api_org)_[A-Za-z0-9]{30,64}\b", "«hf_{w34}»", "hf_model_name_or_path"),
    ("replicate_token", "r8_", r"r8_[A-Za-z0-9]{30,44}\b", "«r8_{w37}»", "r8_register"),
    ("fireworks_key", "fw_ fw-", r"fw[_-][A-Za-z0-9]{22,64}\b", "«fw_{w24}»", "fw_update_channel"),
    ("nvidia_key", "nvapi-", r"nvapi-[A-Za-z0-9_-]{60,80}", "«nvapi-{u64}»", "nvapi-client"),
    ("together_key", "tgp_v1_", r"tgp_v1_[A-Za-z0-9_-]{40,60}", "«tgp_v1_{u43}»", "tgp_v1_x"),
    ("elevenlabs_key", "sk_", r"sk_[0-9a-f]{48}\b", "«sk_{h48}»", "sk_buff_head"),
    ("cerebras_key", "csk-", r"csk-[a-z0-9]{40,60}\b", "«csk-{a48}»", "csk-name"),
    ("langsmith_key", "lsv2_", r"lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}\b", "«lsv2_pt_{h32}_{h10}»", "lsv2_pt_none"),
    ("pinecone_key", "pcsk_", r"pcsk_[A-Za-z0-9]{4,8}_[A-Za-z0-9]{50,80}\b", "«pcsk_{w5}_{w63}»", "pcsk_index"),
    ("voyage_key", "pa-", r"pa-[A-Za-z0-9_-]{43}\b", "KEY: «pa-{w43}»", "pa-system"),
    ("jina_key", "jina_", r"jina_[0-9a-f]{32}[A-Za-z0-9_-]{20,40}", "«jina_{h32}{w28}»", "jina_embeddings_v3"),
    ("cursor_key", "key_", r"key_[0-9a-f]{64}\b", "«key_{h64}»", "key_derivation"),
    ("tavily_key", "tvly-", r"tvly-(?:dev-|prod-)?[A-Za-z0-9]{28,40}\b", "«tvly-{w32}»", "tvly-search"),
    ("firecrawl_key", "fc-", r"fc-[0-9a-f]{32}\b", "«fc-{h32}»", "fc-list"),
    ("runpod_key", "rpa_", r"rpa_[A-Z0-9]{30,50}[a-z0-9]{0,8}\b", "«rpa_{A40}»", "rpa_bot"),
    ("e2b_key", "e2b_", r"e2b_[0-9a-f]{40}\b", "«e2b_{h40}»", "e2b_sandbox"),
    ("browserbase_key", "bb_live_", r"bb_live_[A-Za-z0-9_-]{20,40}", "«bb_live_{w27}»", "bb_live_view"),
    ("apify_token", "apify_api_", r"apify_api_[A-Za-z0-9]{30,44}\b", "«apify_api_{w36}»", "apify_api_client"),
    ("llamacloud_key", "llx-", r"llx-[A-Za-z0-9]{40,60}\b", "«llx-{w48}»", "llx-parse"),
    ("anyscale_key", "esecret_", r"esecret_[A-Za-z0-9]{20,40}\b", "«esecret_{a26}»", "esecret_none"),
    ("modal_token", "ak- as-", r"a[ks]-[A-Za-z0-9]{22}\b", "token «ak-{w22}»", "as-is-statement-of-work"),
    ("wandb_key", "wandb_v1_", r"wandb_v1_[A-Za-z0-9_]{60,120}\b", "«wandb_v1_{w77}»", "wandb_v1_run"),
    ("friendli_token", "flp_", r"flp_[A-Za-z0-9]{40,60}\b", "«flp_{w46}»", "flp_size"),
    ("mem0_key", "m0-", r"m0-[A-Za-z0-9]{40}\b", "«m0-{w40}»", "m0-cortex"),
)  # fmt: skip

_SHARED = (
    ("openai_key", "sk-", r"sk-(?:proj-|svcacct-|admin-|None-|service-)?[A-Za-z0-9_-]{20,220}", "«sk-proj-{u48}»", "sk-learn-contrib-something-else"),
)  # fmt: skip
"""Letters that several providers begin with: a rule above goes first."""

_KEYWORDS = (
    ("mistral_key", "mistral", r"[A-Za-z0-9]{32}", "{w32}"),
    ("cohere_key", "cohere co_api", r"[A-Za-z0-9]{40}", "{w40}"),
    ("deepseek_key", "deepseek", r"(?:sk-)?[0-9a-f]{32}", "{h32}"),
    ("assemblyai_key", "assemblyai aai_", r"[0-9a-f]{32}", "{h32}"),
    ("deepgram_key", "deepgram", r"[0-9a-f]{40}", "{h40}"),
    ("wandb_key", "wandb weights_and_biases", r"[0-9a-f]{40}", "{h40}"),
    ("serpapi_key", "serpapi serp_api", r"[0-9a-f]{64}", "{h64}"),
    ("exa_key", "exa_ exa-", UUID, "{uuid}"),
    ("clarifai_key", "clarifai", r"[0-9a-f]{32}", "{h32}"),
    ("roboflow_key", "roboflow", r"[A-Za-z0-9]{20}", "{w20}"),
    ("azure_openai_key", "azure_openai azureopenai openai_azure", r"[0-9a-f]{32}|[A-Za-z0-9]{84}", "{h32}"),
    ("cognitive_services_key", "cognitive speech ocp-apim-subscription", r"[0-9a-f]{32}|[A-Za-z0-9]{84}", "{h32}"),
    ("weaviate_key", "weaviate", r"[A-Za-z0-9+/_=-]{36,80}", "{w36}"),
    ("qdrant_key", "qdrant", r"[A-Za-z0-9_-]{36,80}", "{w54}"),
    ("ai21_key", "ai21", r"[A-Za-z0-9]{32}", "{w32}"),
    ("leonardo_key", "leonardo", UUID, "{uuid}"),
)

RECOGNISERS = (*prefix_rules(_PREFIXES), *prefix_rules(_SHARED, 0.98), *keyword_rules(_KEYWORDS))
