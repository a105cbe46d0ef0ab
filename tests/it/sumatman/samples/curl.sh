# The page's calls with curl, in its order. The tests change the base URL, the key and the ids, and nothing else.

## authenticate
curl -X POST https://app.sumatman.ai/api/task \
  -H "Authorization: Bearer YOUR_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
    "story_type": "fairytale_story",
    "input_story": "A magical garden story"
  }'

## list
curl -X GET "https://app.sumatman.ai/api/user/YOUR_USER_ID/tasks" \
  -H "Authorization: Bearer YOUR_API_KEY"

## list-completed
curl -X GET "https://app.sumatman.ai/api/user/YOUR_USER_ID/tasks?status=completed&limit=20&offset=20" \
  -H "Authorization: Bearer YOUR_API_KEY"

## status
curl -X GET "https://app.sumatman.ai/api/task/web_1755877911087_ewf2efddz/status" \
  -H "Authorization: Bearer YOUR_API_KEY"

## delete
curl -X DELETE https://app.sumatman.ai/api/task/web_1755877911087_ewf2efddz \
  -H "Authorization: Bearer YOUR_API_KEY"

## create
curl -X POST https://app.sumatman.ai/api/task \
  -H "Authorization: Bearer YOUR_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
    "story_type": "fairytale_story",
    "input_story": "A brave knight saves a magical kingdom",
    "voice_language": "english",
    "video_duration": 10,
    "dimension_type": "landscape",
    "triggered_by": "api_call"
  }'

## repeat
curl -X POST https://app.sumatman.ai/api/task \
  -H "Authorization: Bearer YOUR_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
    "mode": "repeat",
    "task_id": "web_1755877911087_ewf2efddz",
    "triggered_by": "api_call"
  }'

## edit
curl -X POST https://app.sumatman.ai/api/task \
  -H "Authorization: Bearer YOUR_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
    "mode": "edit",
    "task_id": "web_1755877911087_ewf2efddz",
    "video_duration": 15,
    "triggered_by": "api_call"
  }'

## continue
curl -X POST https://app.sumatman.ai/api/task \
  -H "Authorization: Bearer YOUR_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
    "mode": "continue",
    "task_id": "web_1755877911087_ewf2efddz",
    "input_story": "The adventure continues in a new land",
    "triggered_by": "api_call"
  }'
