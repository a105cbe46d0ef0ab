# The page's calls with requests. The tests change the base URL and the key, and nothing else.
import requests

API_KEY = "YOUR_API_KEY"
BASE_URL = "https://app.sumatman.ai/api"

headers = {
    "Authorization": f"Bearer {API_KEY}",
    "Content-Type": "application/json",
}

# A film, asked for in snake case.
film = {
    "story_type": "fairytale_story",
    "input_story": "A brave knight saves a magical kingdom",
    "voice_language": "english",
    "video_duration": 10,
    "dimension_type": "landscape",
    "triggered_by": "api_call",
}
made = requests.post(f"{BASE_URL}/task", headers=headers, json=film)
if made.status_code == 200:
    result = made.json()
    task_id = result["data"]["taskId"]
    print(f"Task created: {task_id}")
    print(f"Credits used: {result['data']['creditCost']}")
else:
    raise SystemExit(f"Error: {made.json()}")

# The same film anew.
again = {"mode": "repeat", "task_id": task_id, "triggered_by": "api_call"}
repeated = requests.post(f"{BASE_URL}/task", headers=headers, json=again)
print(f"Repeated: {repeated.status_code}")

# A film, asked for in camel case.
film_in_camel_case = {
    "storyType": "fairytale_story",
    "inputStory": "A brave knight saves a magical kingdom",
    "voiceLanguage": "english",
    "videoDuration": 10,
    "dimensionType": "landscape",
    "triggeredBy": "api_call",
}
made = requests.post(f"{BASE_URL}/task", headers=headers, json=film_in_camel_case)
print(f"In camel case: {made.status_code}")
