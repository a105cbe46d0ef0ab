import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** Uploads what is refused, again and again, and makes an ordinary call on the same pool after each. */
public class Upload {
    public static void main(String[] arguments) throws Exception {
        String url = arguments[0];
        int count = Integer.parseInt(arguments[1]);
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest refused = HttpRequest.newBuilder(URI.create(url + "/animus/v2/generation/create"))
            .header("authorization", "Bearer invalid").header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[3 * 1024 * 1024])).build();
        HttpRequest next = HttpRequest.newBuilder(URI.create(url + "/_backlot/health")).build();
        int good = 0;
        for (int turn = 0; turn < count; turn++) {
            try {
                int first = client.send(refused, BodyHandlers.ofByteArray()).statusCode();
                int second = client.send(next, BodyHandlers.ofByteArray()).statusCode();
                if (first == 401 && second == 200) good++;
                else System.err.println(first + "," + second);
            } catch (java.io.IOException error) {
                System.err.println(error);
            }
        }
        System.out.println(good + " of " + count);
    }
}
