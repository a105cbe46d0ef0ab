"use strict";

// The code under test: it buys a picture and waits for it.

const PRODUCT = { projectId: "00000000-0000-4000-8000-000000000001", productId: "00000000-0000-4000-8000-000000000002" };

async function call(url, body) {
  const headers = { Authorization: "Bearer my-key", "Content-Type": "application/json" };
  const response = await fetch(url, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw Object.assign(new Error(answer.error), { status: response.status });
  return answer;
}

const buy = async (base, prompt = "Summer light") => (await call(`${base}/generate/static-ad`, { ...PRODUCT, prompt })).jobId;

/** Buys a clip, and lets its end be told to a URL. */
async function callBack(base, url) {
  const files = { image_urls: ["https://example.com/a.png"], video_urls: ["https://example.com/a.mp4"] };
  const order = { request_type: "callback", callback_url: url, input: { mode: "standard", type: "animate", ...files } };
  return (await call(`${base}/generateTask/wan-2-2-animate`, order)).data.taskId;
}

const look = async (base, job) => (await call(`${base}/generate/status?jobId=${job}`)).status;

module.exports = { buy, callBack, look };
